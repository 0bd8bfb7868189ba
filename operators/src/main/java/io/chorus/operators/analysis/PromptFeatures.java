package io.chorus.operators.analysis;

import io.chorus.contracts.Script;
import io.chorus.operators.learning.Features;

/**
 * What the classifier sees of a prompt. People say what they want in the first sentence, the second
 * or the last one, and paste what it is about between or behind: so the first and the last are read
 * word by word and pair by pair, of the second only the cues, and of the rest its outer shape. A
 * Chinese character is a word.
 */
final class PromptFeatures {
  private static final int HEAD = 220;
  private static final int TAIL = 120;
  private static final int SHORTEST = 4;

  /** So many words at the beginning of a sentence also count as such. */
  private static final int OPENING = 12;

  /** A cue is said so often, or it would drown among the words. */
  private static final int CUE_COPIES = 6;

  private static final char FIRST = 'a';
  private static final char SECOND = 'b';
  private static final char LAST = 'c';
  private static final String ENDS = "\n。！？：!?:";
  private static final String CODE_SIGNS = "{}();=<>[]";

  private final Features features = new Features();
  private final String text;

  private PromptFeatures(String text) {
    this.text = text;
  }

  /**
   * The features of a prompt.
   *
   * @param text in lower case
   */
  static int[] of(String text) {
    PromptFeatures seen = new PromptFeatures(text);
    int first = sentenceEnd(text, 0);
    int second = sentenceEnd(text, first);
    int last = Math.max(first, lastSentence(text));
    seen.sentence(FIRST, 0, first);
    seen.cues(SECOND, first, Math.min(second, last));
    seen.sentence(LAST, last, text.length());
    seen.shape();
    return seen.features.distinct();
  }

  /** Behind the next mark that ends a sentence, a line or an introduction. */
  private static int sentenceEnd(String text, int from) {
    int to = Math.min(text.length(), from + HEAD);
    for (int i = from + SHORTEST; i < to; i++) {
      if (isEnd(text, i)) {
        return i + 1;
      }
    }
    return to;
  }

  private static int lastSentence(String text) {
    int from = Math.max(0, text.length() - TAIL);
    for (int i = text.length() - SHORTEST; i >= from; i--) {
      if (isEnd(text, i)) {
        return i + 1;
      }
    }
    return from;
  }

  private static boolean isEnd(String text, int i) {
    char c = text.charAt(i);
    return ENDS.indexOf(c) >= 0
        || (c == '.' && (i + 1 == text.length() || Character.isWhitespace(text.charAt(i + 1))));
  }

  private void sentence(char place, int from, int to) {
    words(place, from, to);
    cues(place, from, to);
  }

  private void cues(char place, int from, int to) {
    for (Cues cue : Cues.in(text.substring(from, to))) {
      for (int copy = 0; copy < CUE_COPIES; copy++) {
        flag('q', cue.id() + copy);
        flag((char) ('A' + place), cue.id() + copy);
      }
    }
  }

  private void words(char place, int from, int to) {
    long before = Features.start('^');
    int count = 0;
    for (int at = from; at < to; ) {
      int end = endOfWord(at, to);
      if (end > at) {
        long word = word(at, end);
        add(word, before);
        if (count++ < OPENING) {
          add(Features.and(Features.start(place), word), before);
        }
        before = word;
      }
      at = Math.max(end, at + 1);
    }
    features.add(Features.and(Features.start('$'), before));
  }

  private void add(long word, long before) {
    features.add(word);
    features.add(Features.and(word, before));
  }

  /** Digits are one word, whichever they are; a Chinese character is one; else a run of letters. */
  private int endOfWord(int from, int to) {
    char first = text.charAt(from);
    if (!Character.isLetterOrDigit(first)) {
      return from;
    }
    int end = from + 1;
    if (first < Script.FIRST_HAN) {
      boolean digit = Character.isDigit(first);
      while (end < to && goesOn(text.charAt(end), digit)) {
        end++;
      }
    }
    return end;
  }

  private static boolean goesOn(char c, boolean digit) {
    return c < Script.FIRST_HAN && (digit ? Character.isDigit(c) : Character.isLetter(c));
  }

  private long word(int from, int end) {
    return Character.isDigit(text.charAt(from))
        ? Features.start('#')
        : Features.hash('w', text, from, end);
  }

  private void shape() {
    int digits = 0;
    int signs = 0;
    int lines = 1;
    int han = 0;
    int latin = 0;
    int questions = 0;
    int colons = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      digits += c >= '0' && c <= '9' ? 1 : 0;
      signs += CODE_SIGNS.indexOf(c) >= 0 ? 1 : 0;
      lines += c == '\n' ? 1 : 0;
      han += c >= Script.FIRST_HAN ? 1 : 0;
      latin += c >= 'a' && c <= 'z' ? 1 : 0;
      questions += c == '?' || c == '？' ? 1 : 0;
      colons += c == ':' || c == '：' ? 1 : 0;
    }
    flag('l', magnitude(text.length()));
    flag('d', magnitude(digits));
    flag('s', magnitude(signs));
    flag('n', magnitude(lines));
    flag('m', han > latin ? 1 + magnitude(latin) : -1 - magnitude(han));
    flag('?', Math.min(1, questions));
    flag(':', Math.min(1, colons));
  }

  private void flag(char space, long value) {
    features.add(Features.and(Features.start(space), value));
  }

  private static int magnitude(int count) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(count);
  }
}
