package io.chorus.connector.rabbitmq;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the broker says when a queue or an exchange exists with another setting.
 *
 * @param kind {@code queue} or {@code exchange}
 * @param name which one
 * @param argument the setting that differs
 * @param expected what was asked for
 * @param found what it is
 */
record Inequivalence(String kind, String name, String argument, String expected, String found) {

  /** The end may be missing: the broker cuts its texts at 255 bytes. */
  private static final Pattern REPLY =
      Pattern.compile(
          "inequivalent arg '([^']+)' for (queue|exchange) '(.*?)' in vhost '.*?':"
              + " received (.*?)(?: but current is (.*))?");

  private static final Pattern VALUE =
      Pattern.compile("(?:the value )?'(.*?)'(?: of type '[^']*')?");

  /** Understands a reply's text, or returns null. */
  static Inequivalence parse(String replyText) {
    Matcher reply = REPLY.matcher(replyText.replaceFirst("^PRECONDITION_FAILED - ", ""));
    return reply.matches()
        ? new Inequivalence(
            reply.group(2),
            reply.group(3),
            reply.group(1),
            value(reply.group(4)),
            value(reply.group(5)))
        : null;
  }

  String sentence() {
    return "The %s '%s' exists with %s = %s instead of %s; delete it or declare another name"
        .formatted(kind, name, argument, found, expected);
  }

  private static String value(String text) {
    if (text == null) {
      return "something else";
    }
    Matcher value = VALUE.matcher(text);
    return value.matches() ? value.group(1) : text;
  }
}
