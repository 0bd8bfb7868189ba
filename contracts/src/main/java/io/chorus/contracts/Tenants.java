package io.chorus.contracts;

import java.util.regex.Pattern;

/** The names of tenants, which are parts of topics' names. */
public final class Tenants {
  /** Whose tasks those are that nobody else's credentials came with. */
  public static final String DEFAULT = "default";

  /** What a name may be, for people. */
  public static final String ALLOWED =
      "1 to 63 lower-case letters, digits and '-', the first no '-'";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private Tenants() {}

  public static boolean isName(String text) {
    return text != null && NAME.matcher(text).matches();
  }
}
