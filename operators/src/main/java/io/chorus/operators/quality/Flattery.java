package io.chorus.operators.quality;

/** Praise for whoever asked, as it stands at the beginning of answers. */
final class Flattery {
  private static final int LOOKED_AT = 300;

  static final Phrases PRAISE =
      new Phrases(
          "\\b(?:what|such) an? (?:[\\w-]+ ){0,3}(?:question|thought|idea|request|insight|prompt|task|mind|person)\\b"
              + "|\\b(?:great|excellent|brilliant|wonderful|amazing|fantastic|superb) (?:question|thought|idea|request|insight|prompt|task)\\b"
              + "|\\byou(?:['’]re| are) (?:[\\w-]+ ){0,2}(?:right|clever|smart|brilliant|wise|amazing|wonderful|intelligent|genius|best)\\b"
              + "|\\b(?:people|someone|anyone) like you\\b|\\bi admire\\b"
              + "|(?:câu hỏi|ý tưởng|yêu cầu|suy nghĩ)(?: \\p{L}+){0,2} (?:tuyệt vời|xuất sắc|thông minh|rất hay|quá hay|thật hay)"
              + "|bạn (?:thật|rất|quá|luôn) (?:thông minh|giỏi|đúng|tuyệt vời|xuất sắc)"
              + "|(?:问题|想法|主意|提问)(?:问得)?(?:真|太|非常|很)(?:好|棒|精彩|妙)|(?:您|你)(?:真|太|非常|总)(?:是)?(?:聪明|厉害|棒|对|了不起)");

  private Flattery() {}

  static boolean in(String answer) {
    return PRAISE.areIn(answer.substring(0, Math.min(LOOKED_AT, answer.length())));
  }
}
