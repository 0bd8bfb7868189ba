package io.chorus.operators.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.Json;
import io.chorus.contracts.Payload;
import io.chorus.contracts.ToolCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactorTest {
  private static ChatRequest request(ChatMessage... messages) {
    return new ChatRequest(List.of(messages), 100, 0.5, null, List.of(), 7L);
  }

  private static ChatMessage user(String text) {
    return new ChatMessage("user", text);
  }

  private static List<String> seen(Redacted redacted) {
    return Json.readOwn(redacted.payload().text(), ChatRequest.class).messages().stream()
        .map(ChatMessage::content)
        .toList();
  }

  private static ChatAnswer told(Redacted redacted, ChatAnswer answer) {
    Payload told = redacted.restored(Payload.of(Json.writeText(answer)));
    return Json.readOwn(told.text(), ChatAnswer.class);
  }

  @Test
  void theSameDataHasTheSamePlaceholderAllOverTheConversation() {
    Redacted redacted =
        Redactor.redact(
            request(
                new ChatMessage("system", "You help an@example.com."),
                user("Write to an@example.com and bo@example.com."),
                new ChatMessage("assistant", "To bo@example.com?"),
                user("Yes, or call 0912 345 678.")));

    assertThat(seen(redacted))
        .containsExactly(
            "You help [EMAIL_1].",
            "Write to [EMAIL_1] and [EMAIL_2].",
            "To [EMAIL_2]?",
            "Yes, or call [PHONE_1].");
  }

  @Test
  void allElseOfTheRequestStays() {
    ChatRequest request = request(user("Nothing about anybody."));

    assertThat(Redactor.redact(request).payload().text()).isEqualTo(Json.writeText(request));
  }

  @Test
  void anAnswerIsToldWithWhatStandsBehindItsPlaceholders() {
    Redacted redacted = Redactor.redact(request(user("an@example.com, 0912 345 678")));

    ChatAnswer told =
        told(redacted, new ChatAnswer("[EMAIL_1] twice: [EMAIL_1]; [PHONE_1] $1 \\", "stop"));

    assertThat(told.text()).isEqualTo("an@example.com twice: an@example.com; 0912 345 678 $1 \\");
    assertThat(told.finishReason()).isEqualTo("stop");
  }

  @Test
  void whatToolsAreCalledWithAndAnswerIsLookedThroughToo() {
    ToolCall call = new ToolCall("c1", "mail", "{\"to\":\"an@example.com\"}", "opaque");
    Redacted redacted =
        Redactor.redact(
            request(
                user("Mail her."),
                new ChatMessage("assistant", "", List.of(call), null),
                new ChatMessage("tool", "sent to an@example.com", List.of(), "c1")));

    ChatRequest seen = Json.readOwn(redacted.payload().text(), ChatRequest.class);
    assertThat(seen.messages().get(1).toolCalls())
        .containsExactly(new ToolCall("c1", "mail", "{\"to\":\"[EMAIL_1]\"}", "opaque"));
    assertThat(seen.messages().get(2).content()).isEqualTo("sent to [EMAIL_1]");
    assertThat(seen.messages().get(2).toolCallId()).isEqualTo("c1");
    ToolCall again = new ToolCall("c2", "mail", "{\"to\":\"[EMAIL_1]\"}");
    assertThat(told(redacted, new ChatAnswer("", "tool_calls", List.of(again))).toolCalls())
        .containsExactly(new ToolCall("c2", "mail", "{\"to\":\"an@example.com\"}"));
  }

  private static String seenOfTool(String said) {
    ToolCall call = new ToolCall("c1", "note", said);
    Redacted redacted =
        Redactor.redact(
            request(
                new ChatMessage("assistant", "", List.of(call), null),
                new ChatMessage("tool", said, List.of(), "c1")));
    List<ChatMessage> seen = Json.readOwn(redacted.payload().text(), ChatRequest.class).messages();
    String arguments = seen.get(0).toolCalls().get(0).arguments();
    assertThat(seen.get(1).content()).isEqualTo(arguments);
    return arguments;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"t\":\"\\u7535\\u8bdd13812345678\"}     | {\"t\":\"电话[PHONE_1]\"}",
        "{\"t\":\"\\u0031\\u00338 1234 5678\"}   | {\"t\":\"[PHONE_1]\"}",
        "{\"t\":\"tel.\\t13812345678\"}          | {\"t\":\"tel.\\t[PHONE_1]\"}",
        "{\"card\": 4111111111111111}            | {\"card\":\"[CARD_1]\"}",
        "[1.50, {\"an@example.com\": true}]      | [1.50,{\"[EMAIL_1]\":true}]",
        "{\"ssn\":\"123456789\"}                 | {\"ssn\":\"[ID_1]\"}",
        "{\"CMND\":[{}, 123456789], \"n\": 123456789} | {\"CMND\":[{},\"[ID_1]\"],\"n\":123456789}",
        "{\"in\":\"{\\\"t\\\":\\\"\\\\u8bdd13812345678\\\"}\"} | {\"in\":\"{\\\"t\\\":\\\"\\\\u8bdd[PHONE_1]\\\"}\"}",
        "{\"t\": 1.50,  \"u\": \"\\u7535\"}        | {\"t\": 1.50,  \"u\": \"\\u7535\"}",
        "{\"t\":\"\\u8bdd13812345678\", cut off    | {\"t\":\"\\u8bdd[PHONE_1]\", cut off"
      })
  void jsonOfToolsIsReadBeforeItIsLookedThroughAndStaysJson(String said, String seen) {
    assertThat(seenOfTool(said)).isEqualTo(seen);
  }

  @Test
  void anEscapeIsNoLetterBeforeANumberAnywhere() {
    Redacted redacted = Redactor.redact(request(user("Log: \\u8bdd13812345678\\nend")));

    assertThat(seen(redacted)).containsExactly("Log: \\u8bdd[PHONE_1]\\nend");
  }

  @Test
  void whatLooksLikeAPlaceholderStaysWhatItWas() {
    Redacted redacted = Redactor.redact(request(user("Keep [EMAIL_1] and hide an@example.com.")));

    assertThat(seen(redacted)).containsExactly("Keep [EMAIL_1] and hide [EMAIL_2].");
    assertThat(told(redacted, new ChatAnswer("[EMAIL_1] [EMAIL_2] [EMAIL_3]", "stop")).text())
        .isEqualTo("[EMAIL_1] an@example.com [EMAIL_3]");
  }

  @Test
  void theSameRequestIsRedactedAlikeAlways() {
    ChatRequest request = request(user("bo@example.com, an@example.com, 203.0.113.1"));

    assertThat(Redactor.redact(request)).isEqualTo(Redactor.redact(request));
  }

  @Test
  void whatIsHiddenIsNotShownByAccident() {
    Redacted redacted = new Redacted(Payload.of("{}"), Map.of("[EMAIL_1]", "an@example.com"));

    assertThat(redacted.toString()).doesNotContain("example.com");
  }
}
