package io.chorus.operators.quality;

/** Code fences and JSON that began and didn't end well. */
final class Markup {
  private static final String FENCE = "```";

  private Markup() {}

  /** True where a code fence is opened and never closed. */
  static boolean hasOpenFence(String answer) {
    int fences = 0;
    for (int at = answer.indexOf(FENCE); at >= 0; at = answer.indexOf(FENCE, at + FENCE.length())) {
      fences++;
    }
    return fences % 2 == 1;
  }

  /** True where the whole answer means to be JSON, or a JSON fence does, and can't be read. */
  static boolean hasBrokenJson(String answer) {
    String text = answer.strip();
    return looksLikeJson(text)
        ? JsonText.in(text) == null
        : text.startsWith(FENCE + "json") && JsonText.in(text) == null;
  }

  private static boolean looksLikeJson(String text) {
    return text.startsWith("{\"") || text.startsWith("[{") || text.startsWith("{\n");
  }
}
