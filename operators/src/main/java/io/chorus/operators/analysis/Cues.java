package io.chorus.operators.analysis;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Words that tell what a text asks for, found in one pass over lower-case text. Regular expressions
 * for the same took a fifth of the whole pipeline's time.
 */
enum Cues {
  CODE(
      "```|def |public class |#include|python|java|javascript|typescript|rust|golang|c++|sql|regex"
          + "|bash|viết hàm|viết một hàm|viết chương trình|viết một chương trình|đoạn mã"),
  /** Asks for code when a {@link #PROGRAM} follows soon. */
  MAKE("write|implement|fix|debug|refactor|编写|写一个|实现"),
  PROGRAM("function|code|program|script|class|query|函数|程序|代码"),
  TRANSLATE("translate|translation|dịch|翻译|翻成|译成"),
  SUMMARIZE("summarize|summarise|summary|tl;dr|tóm tắt|总结|概括|摘要"),
  CLASSIFY("classify|sentiment|categorize|categorise|label|phân loại|分类|情感"),
  EXTRACT("extract|list all the|trích xuất|提取|抽取"),
  /** Asks for a number when there is one in the text. */
  QUANTITY("how many|how much|calculate|compute|solve|sum of|percent|tính|bao nhiêu|计算|多少|几个"),
  ONE_OF_FEW(
      "true or false|yes or no|which of the following|multiple choice|one word|only the number"
          + "|only the letter|only the label|only the answer|đúng hay sai|có hay không|chỉ trả lời"
          + "|只回答|只输出|是否|选择题");

  private static final int SOON = 40;
  private static final char FIRST_HAN = '\u2E80';
  private static final Map<Character, List<Phrase>> BY_FIRST = byFirst();

  private final String phrases;

  Cues(String phrases) {
    this.phrases = phrases;
  }

  private record Phrase(String text, Cues cue) {
    boolean isAt(String all, int from) {
      int to = from + text.length();
      return all.startsWith(text, from)
          && (from == 0 || !areOneWord(all.charAt(from - 1), text.charAt(0)))
          && (to == all.length() || !areOneWord(text.charAt(text.length() - 1), all.charAt(to)));
    }
  }

  /** The cues in a text; {@link #CODE} also for something to make and a program soon after it. */
  static Set<Cues> in(String text) {
    Set<Cues> found = EnumSet.noneOf(Cues.class);
    int made = -SOON;
    for (int i = 0; i < text.length(); i++) {
      Cues cue = at(text, i);
      if (cue == MAKE) {
        made = i;
      } else if (cue == PROGRAM && i - made < SOON) {
        found.add(CODE);
      }
      if (cue != null) {
        found.add(cue);
      }
    }
    return found;
  }

  private static Cues at(String text, int from) {
    for (Phrase phrase : BY_FIRST.getOrDefault(text.charAt(from), List.of())) {
      if (phrase.isAt(text, from)) {
        return phrase.cue;
      }
    }
    return null;
  }

  /** Chinese is written without spaces: a phrase may begin and end anywhere in it. */
  private static boolean areOneWord(char first, char second) {
    return first < FIRST_HAN
        && second < FIRST_HAN
        && Character.isLetterOrDigit(first)
        && Character.isLetterOrDigit(second);
  }

  private static Map<Character, List<Phrase>> byFirst() {
    Map<Character, List<Phrase>> phrases = new HashMap<>();
    for (Cues cue : values()) {
      for (String text : cue.phrases.split("\\|", -1)) {
        phrases
            .computeIfAbsent(text.charAt(0), first -> new ArrayList<>())
            .add(new Phrase(text, cue));
      }
    }
    return phrases;
  }
}
