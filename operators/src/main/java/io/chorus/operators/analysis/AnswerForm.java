package io.chorus.operators.analysis;

/** What a right answer looks like, and so whether answers can be counted against each other. */
public enum AnswerForm {
  /** Free text. */
  OPEN,
  /** One number. */
  NUMBER,
  /** The letter of one of the choices that the prompt offers. */
  CHOICE,
  /** A word or two: a class, yes or no. */
  LABEL,
  /** A JSON document. */
  JSON
}
