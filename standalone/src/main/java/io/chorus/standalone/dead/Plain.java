package io.chorus.standalone.dead;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What strangers wrote, so that it does nothing to a terminal but show. */
final class Plain {
  private static final int ASCII = 0x7F;

  private Plain() {}

  /** Lines stay lines; every other character that isn't seen is written as an escape. */
  static String text(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> plain.append(c == '\n' || c == '\t' ? Character.toString(c) : shown(c)));
    return plain.toString();
  }

  /** The same on one line, cut at a length. */
  static String line(String text, int most) {
    String line = text(text).replace('\n', ' ').replace('\t', ' ');
    return line.codePointCount(0, line.length()) <= most
        ? line
        : line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
  }

  /** As UTF-8, and what is none byte by byte. */
  static String bytes(byte[] bytes) {
    try {
      return text(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      StringBuilder plain = new StringBuilder(bytes.length);
      for (byte each : bytes) {
        int c = each & 0xFF;
        plain.append(c > ASCII ? escaped("\\x%02X", c) : text(Character.toString(c)));
      }
      return plain.toString();
    }
  }

  private static String shown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          escaped("\\u%04X", c);
      default -> Character.toString(c);
    };
  }

  private static String escaped(String form, int c) {
    return String.format(Locale.ROOT, form, c);
  }
}
