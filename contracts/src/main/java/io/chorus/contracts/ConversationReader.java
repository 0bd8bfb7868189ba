package io.chorus.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the messages of a body that the schema has passed, and checks what no schema can say: who
 * comes after whom, and that every tool call has its result.
 */
final class ConversationReader {
  private final List<Problem> problems;
  private final List<ChatMessage> messages = new ArrayList<>();
  private final Set<String> openCalls = new LinkedHashSet<>();

  ConversationReader(List<Problem> problems) {
    this.problems = problems;
  }

  List<ChatMessage> read(JsonNode list) {
    for (JsonNode node : list) {
      ChatMessage message = message(node);
      checkContent(node, message);
      checkTools(node, message);
      messages.add(message);
    }
    checkTurns();
    return List.copyOf(messages);
  }

  private ChatMessage message(JsonNode node) {
    return new ChatMessage(
        role(node.path("role").textValue()),
        content(node.path("content")),
        calls(node.path("tool_calls")),
        node.path("tool_call_id").textValue());
  }

  private static String role(String role) {
    return role.equals("developer") ? "system" : role;
  }

  private static String content(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue();
    }
    List<String> parts = new ArrayList<>();
    content.forEach(part -> parts.add(part.path("text").textValue()));
    return String.join("\n", parts);
  }

  private List<ToolCall> calls(JsonNode nodes) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode node : nodes) {
      JsonNode function = node.path("function");
      calls.add(
          new ToolCall(
              node.path("id").textValue(),
              function.path("name").textValue(),
              arguments(function.path("arguments").textValue(), calls.size()),
              node.at("/extra_content/google/thought_signature").textValue()));
    }
    return calls;
  }

  /** Engines that take arguments as an object could not be told another value. */
  private String arguments(String text, int call) {
    if (text.isBlank()) {
      return "{}";
    }
    try {
      if (Json.tree(text.getBytes(UTF_8)).isObject()) {
        return text;
      }
    } catch (MalformedJsonException e) {
      refuse(".tool_calls[" + call + "].function.arguments", e.problem().reason(), "a JSON object");
      return text;
    }
    refuse(".tool_calls[" + call + "].function.arguments", "is no JSON object", "a JSON object");
    return text;
  }

  private void checkContent(JsonNode node, ChatMessage message) {
    boolean mayBeBlank = !message.toolCalls().isEmpty() || message.role().equals("tool");
    if (!node.has("content") && message.toolCalls().isEmpty()) {
      refuse(".content", "is missing", "a text, or parts of text");
    } else if (message.content().isBlank() && !mayBeBlank) {
      String reason = node.path("content").asText("-").isEmpty() ? "is empty" : "is blank";
      refuse(".content", reason, "a text with visible characters");
    }
  }

  private void checkTools(JsonNode node, ChatMessage message) {
    if (node.has("tool_calls") && !message.role().equals("assistant")) {
      refuse(".tool_calls", "is given by another role", "only by the assistant");
    }
    if (message.role().equals("tool")) {
      checkResult(message.toolCallId());
      return;
    }
    if (message.toolCallId() != null) {
      refuse(".tool_call_id", "is given by another role", "only by a tool");
    }
    checkAllAnswered(".role");
    message.toolCalls().forEach(this::open);
  }

  private void open(ToolCall call) {
    if (!openCalls.add(call.id())) {
      refuse(".tool_calls", "names two calls alike", "an id of its own for each call");
    }
  }

  private void checkResult(String id) {
    if (id == null) {
      refuse(".tool_call_id", "is missing", "the id of the call that it answers");
    } else if (!openCalls.remove(id)) {
      refuse(
          ".tool_call_id",
          "answers no open call of the assistant's message before it",
          "the id of a call, once");
    }
  }

  private void checkAllAnswered(String part) {
    if (!openCalls.isEmpty()) {
      refuse(part, "comes before the results of all tool calls", "a tool's message for each call");
      openCalls.clear();
    }
  }

  private void checkTurns() {
    int last = messages.size() - 1;
    String role = messages.get(last).role();
    if (messages.stream().noneMatch(message -> message.role().equals("user"))) {
      refuseAll("has no message of the user", "at least one");
    } else if (!role.equals("user") && !role.equals("tool")) {
      problems.add(
          new Problem(
              "messages[" + last + "].role",
              "is not the user's or a tool's, but the last message's",
              "user, tool"));
    } else if (!openCalls.isEmpty()) {
      refuseAll("ends before the results of all tool calls", "a tool's message for each call");
    }
  }

  private void refuse(String part, String reason, String allowed) {
    problems.add(new Problem("messages[" + messages.size() + "]" + part, reason, allowed));
  }

  private void refuseAll(String reason, String allowed) {
    problems.add(new Problem("messages", reason, allowed));
  }
}
