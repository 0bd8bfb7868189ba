package io.chorus.operators.redaction;

import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.Json;
import io.chorus.contracts.Payload;
import io.chorus.contracts.ToolCall;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts placeholders in the place of personal data, the same for the same data all over a
 * conversation. What is said and what tools were called with and have answered is looked through;
 * descriptions of tools and formats are the program's words and stay. For one conversation.
 */
public final class Redactor {
  /** Telling numbers apart takes time, which other tenants' tasks wait for. */
  public static final int MAX_DIGITS = 20_000;

  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u[0-9A-Fa-f]{4}|[bfnrt])");

  private final Set<String> taken;
  private final Map<String, String> placeholders = new HashMap<>();
  private final Map<String, String> hidden = new HashMap<>();
  private final Map<Entity, Integer> counts = new EnumMap<>(Entity.class);
  private int hits;

  private Redactor(String asked) {
    this.taken =
        Redacted.PLACEHOLDER
            .matcher(asked)
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toSet());
  }

  /**
   * What an engine may see of a request, the same for the same request always.
   *
   * @throws IllegalArgumentException where it has more than {@link #MAX_DIGITS} digits
   */
  public static Redacted redact(ChatRequest request) {
    String asked = Json.writeText(request);
    if (asked.chars().filter(Character::isDigit).count() > MAX_DIGITS) {
      throw new IllegalArgumentException("too many digits to look through");
    }
    Redactor redactor = new Redactor(asked);
    List<ChatMessage> messages = request.messages().stream().map(redactor::clean).toList();
    return new Redacted(Payload.of(Json.writeText(request.with(messages))), redactor.hidden);
  }

  private ChatMessage clean(ChatMessage message) {
    List<ToolCall> calls =
        message.toolCalls().stream()
            .map(c -> new ToolCall(c.id(), c.name(), said(c.arguments()), c.signature()))
            .toList();
    return new ChatMessage(message.role(), said(message.content()), calls, message.toolCallId());
  }

  /** What is JSON stays JSON, and as it was written where it says nothing personal. */
  private String said(String text) {
    int before = hits;
    String clean = JsonTexts.changed(text, this::clean).orElseGet(() -> clean("", text));
    return hits == before ? text : clean;
  }

  /**
   * @param name what the text stands under: some numbers are known by that alone
   */
  private String clean(String name, String text) {
    String before = name.isEmpty() ? "" : name + ": ";
    StringBuilder clean = new StringBuilder();
    int done = 0;
    for (Found found : PersonalData.in(unescaped(before + text))) {
      int start = Math.max(0, found.start() - before.length());
      int end = found.end() - before.length();
      if (end > 0) {
        hits++;
        clean.append(text, done, start);
        clean.append(placeholder(found.entity(), text.substring(start, end)));
        done = end;
      }
    }
    return clean.append(text.substring(done)).toString();
  }

  /** As long as the text: the letter of an escape would seem to belong to the word after it. */
  private static String unescaped(String text) {
    return text.indexOf('\\') < 0
        ? text
        : ESCAPE.matcher(text).replaceAll(escape -> " ".repeat(escape.group().length()));
  }

  private String placeholder(Entity entity, String value) {
    return placeholders.computeIfAbsent(
        value,
        unseen -> {
          String fresh = fresh(entity);
          hidden.put(fresh, value);
          return fresh;
        });
  }

  /** Never one that was there before: that is to stay what it was. */
  private String fresh(Entity entity) {
    String next;
    do {
      next = "[" + entity + "_" + counts.merge(entity, 1, Integer::sum) + "]";
    } while (taken.contains(next));
    return next;
  }
}
