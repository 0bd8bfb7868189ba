package io.chorus.operators.quality;

/** Answers that speak to whoever grades them instead of to whoever asked. */
final class JudgeTalk {
  private static final int LOOKED_AT = 1_500;
  static final Phrases TO_THE_JUDGE =
      new Phrases(
          "\\b(?:ignore|disregard|forget|reject) (?:all |any )?(?:of )?(?:the |these |your )?(?:other|previous|above|prior|remaining|competing)"
              + " (?:answers?|responses?|instructions?|candidates?|engines?|models?|prompts?)"
              + "|\\b(?:choose|pick|select|prefer|rank|rate|score|grade|mark) (?:me|this|my|mine)\\b(?: (?:answer|response|one))?"
              + "(?: (?:as|with|first|the|a|10|100|highest|best|above)\\b|[.!]|$)"
              + "|\\b(?:dear|attention|note to(?: the)?|instructions? (?:for|to)(?: the)?|you are the) (?:judge|grader|evaluator|reviewer)\\b"
              + "|\\bthis (?:answer|response) (?:is|deserves|must be|should be) (?:the best|the winner|chosen|selected|ranked|rated|given|a perfect)"
              + "|(?:bỏ qua|phớt lờ)[^.]{0,20}(?:câu trả lời|đáp án|chỉ dẫn)|(?:hãy )?chọn (?:tôi|câu trả lời này)"
              + "|(?:忽略|无视)[^。]{0,8}(?:其他|其它|之前|以上)[^。]{0,6}(?:回答|答案|指令)|请?选择?(?:我|本回答|这个回答)(?:的回答)?[。！!]");

  private JudgeTalk() {}

  /** Looks at both ends: that is where such talk works. */
  static boolean in(String answer) {
    return TO_THE_JUDGE.areIn(head(answer))
        || (answer.length() > LOOKED_AT && TO_THE_JUDGE.areIn(tail(answer)));
  }

  private static String head(String text) {
    return text.substring(0, Math.min(LOOKED_AT, text.length()));
  }

  private static String tail(String text) {
    return text.substring(Math.max(LOOKED_AT, text.length() - LOOKED_AT));
  }
}
