package io.chorus.operators.quality;

import io.chorus.operators.learning.Features;
import java.util.Locale;
import java.util.regex.Matcher;

/**
 * What the classifier sees of an answer: words, pairs and triples of words at its beginning, where
 * engines refuse, and whether a known phrase of refusal stands there.
 */
final class RefusalFeatures {
  private static final int LOOKED_AT = 400;

  /** The phrase is said so often, or it would drown among the words. */
  private static final int RULE_COPIES = 8;

  private static final int OPENING = 8;
  private static final int MANY = 3;
  private static final int NOWHERE = 3;
  private static final int AT_ONCE = 40;
  private static final int EARLY = 150;

  static final Phrases REFUSES =
      new Phrases(
          "\\b(?:i|we) ?(?:['’]m|am|are)?(?: really| very| truly)?(?: sorry(?! to hear| you| about| for)| afraid| unable| not able| not comfortable)"
              + "|\\b(?:can['’]?t|cannot|can not|won['’]?t|unable to|not able to|not going to|decline to|must decline)"
              + " (?:\\w+ )?(?:help|assist|provide|comply|do that|answer|support|share|give|offer|fulfil|engage|discuss|disclose|tell|write|create|generate|recommend|condone|encourage)"
              + "|\\bsorry, but\\b|\\bi apologi[sz]e\\b|\\bdon['’]?t have (?:access|information|the ability)"
              + "|\\bnot (?:appropriate|ethical|acceptable|right|okay|legal)\\b|\\bnever (?:appropriate|acceptable|okay|justified|ethical)\\b"
              + "|\\b(?:illegal|unethical|harmful|inappropriate) (?:and|or) |\\bis (?:illegal|unethical|against the law)\\b"
              + "|không thể (?:giúp|trả lời|cung cấp|hỗ trợ|hướng dẫn|làm|thực hiện|viết)|tôi từ chối|rất tiếc|xin lỗi"
              + "|(?:不能|无法|没法|不便|拒绝)(?:回答|提供|帮助|协助|告诉|撰写|满足|支持)|抱歉|对不起|恕我");

  private final Features features = new Features();
  private final String text;

  private RefusalFeatures(String text) {
    this.text = text;
  }

  static int[] of(String answer) {
    String start = answer.substring(0, Math.min(LOOKED_AT, answer.length()));
    RefusalFeatures seen =
        new RefusalFeatures(start.strip().replace('’', '\'').toLowerCase(Locale.ROOT));
    seen.words();
    seen.phrases();
    seen.flag('l', Integer.SIZE - Integer.numberOfLeadingZeros(answer.length()));
    return seen.features.distinct();
  }

  /** How many phrases of refusal there are, and how early the first one comes. */
  private void phrases() {
    Matcher phrase = REFUSES.matcher(text);
    int found = 0;
    int first = -1;
    for (int at = 0; REFUSES.next(phrase, text, at); at = phrase.end()) {
      first = found == 0 ? phrase.start() : first;
      found++;
    }
    for (int copy = 0; copy < RULE_COPIES; copy++) {
      flag('r', Math.min(found, MANY) * 100L + copy);
      flag('R', place(first) * 100L + copy);
    }
  }

  private static int place(int first) {
    if (first < 0) {
      return NOWHERE;
    }
    return first < AT_ONCE ? 0 : first < EARLY ? 1 : 2;
  }

  private void flag(char space, long value) {
    features.add(Features.and(Features.start(space), value));
  }

  private void words() {
    long before = Features.start('^');
    long twoBefore = before;
    int count = 0;
    for (int at = 0; at < text.length(); ) {
      int end = endOfWord(at);
      if (end > at) {
        long word = Features.hash('w', text, at, end);
        long pair = Features.and(word, before);
        features.add(word);
        features.add(pair);
        features.add(Features.and(pair, twoBefore));
        if (count++ < OPENING) {
          features.add(Features.and(pair, Features.start('a')));
          features.add(Features.and(word, Features.start('a')));
        }
        twoBefore = before;
        before = word;
      }
      at = Math.max(end, at + 1);
    }
  }

  private int endOfWord(int from) {
    int end = from;
    while (end < text.length() && isWord(text.charAt(end))) {
      if (text.charAt(end++) >= Phrases.FIRST_HAN) {
        return end;
      }
    }
    return end;
  }

  private static boolean isWord(char c) {
    return Character.isLetter(c) || c == '\'';
  }
}
