package io.chorus.contracts;

/**
 * One thing that is wrong with an input.
 *
 * @param field where, as a dotted path ({@code messages[0].content}); empty for the whole
 * @param reason what is wrong
 * @param allowed what would be right
 */
public record Problem(String field, String reason, String allowed) {

  /** One sentence for people. */
  public String sentence() {
    String where = field.isEmpty() ? "the request" : "'" + field + "'";
    return where + " " + reason + "; allowed: " + allowed;
  }
}
