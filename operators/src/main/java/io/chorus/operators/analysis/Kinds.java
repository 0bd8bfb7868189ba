package io.chorus.operators.analysis;

import java.util.List;

/** The kinds of tasks. */
public final class Kinds {
  public static final String CODE = "code";
  public static final String MATH = "math";
  public static final String EXTRACTION = "extraction";
  public static final String SUMMARIZATION = "summarization";
  public static final String TRANSLATION = "translation";
  public static final String QA = "qa";
  public static final String CLASSIFICATION = "classification";
  public static final String REWRITING = "rewriting";
  public static final String CREATIVE = "creative";

  /** Talk without a task in it. */
  public static final String CHAT = "chat";

  public static final List<String> ALL =
      List.of(
          CODE,
          MATH,
          EXTRACTION,
          SUMMARIZATION,
          TRANSLATION,
          QA,
          CLASSIFICATION,
          REWRITING,
          CREATIVE,
          CHAT);

  private Kinds() {}
}
