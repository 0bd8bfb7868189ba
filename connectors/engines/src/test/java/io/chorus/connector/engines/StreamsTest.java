package io.chorus.connector.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.EngineSpec.Protocol;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.SecretRef;
import io.chorus.contracts.ToolCall;
import io.chorus.contracts.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models that stream, and deadlines that keep-alives must not defeat. */
@Timeout(60)
class StreamsTest {
  private static final long LONG_MS = 20_000;
  private static final String OPENAI =
      """
      : keep-alive

      data: {"model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":"Fo"}}]}

      : keep-alive

      data: {"choices":[{"delta":{"content":"ur.","tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":""}}]}}]}

      data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"a\\":"}}]}}]}

      data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]},"finish_reason":"tool_calls"}]}

      data: {"choices":[],"usage":{"prompt_tokens":6,"completion_tokens":2}}

      data: [DONE]
      """;
  private static final String ANTHROPIC =
      """
      event: message_start
      data: {"type":"message_start","message":{"model":"m-1","usage":{"input_tokens":6,"output_tokens":1}}}

      event: ping
      data: {"type":"ping"}

      event: content_block_start
      data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Four."}}

      event: content_block_start
      data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"c1","name":"f","input":{}}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":1"}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"}"}}

      event: message_delta
      data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":2}}

      event: message_stop
      data: {"type":"message_stop"}

      """;
  private static final String GEMINI =
      """
      data: {"candidates":[{"content":{"parts":[{"text":"Fo"}]}}],"modelVersion":"m-1"}

      data: {"candidates":[{"content":{"parts":[{"text":"ur."},{"functionCall":{"id":"c1","name":"f","args":{"a":1}}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":6,"candidatesTokenCount":2}}

      """;

  @TempDir private Path directory;
  private final EngineClients clients = new EngineClients(4);
  private SecretRef key;

  @BeforeEach
  void writeKey() throws IOException {
    key = new SecretRef("file:" + Files.writeString(directory.resolve("key"), "sk-1"));
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @Test
  void openAisChunksBecomeOneAnswer() {
    assertWholeAnswer(Protocol.OPENAI, OPENAI, "/v1/chat/completions");
  }

  @Test
  void anthropicsEventsBecomeOneAnswer() {
    assertWholeAnswer(Protocol.ANTHROPIC, ANTHROPIC, "/v1/v1/messages");
  }

  @Test
  void geminisResponsesBecomeOneAnswer() {
    assertWholeAnswer(
        Protocol.GEMINI, GEMINI, "/v1/v1beta/models/model-1:streamGenerateContent?alt=sse");
  }

  private void assertWholeAnswer(Protocol protocol, String events, String path) {
    try (ScriptedEngine engine = streams(events)) {
      EngineReply reply = ask(engine, protocol, 0);

      assertThat(reply.answer())
          .isEqualTo(
              new ChatAnswer("Four.", "tool_calls", List.of(new ToolCall("c1", "f", "{\"a\":1}"))));
      assertThat(reply.model()).isEqualTo("m-1");
      assertThat(reply.usage()).isEqualTo(new Usage(6, 2));
      assertThat(engine.asked().get(0).path()).isEqualTo(path);
    }
  }

  @Test
  void whoListensHearsTheTextAsItComesFromAModelThatDoesNotStreamByItself() {
    assertThat(heard(Protocol.OPENAI, OPENAI)).containsExactly("Fo", "ur.");
    assertThat(heard(Protocol.ANTHROPIC, ANTHROPIC)).containsExactly("Four.");
    assertThat(heard(Protocol.GEMINI, GEMINI)).containsExactly("Fo", "ur.");
  }

  private List<String> heard(Protocol protocol, String events) {
    List<String> heard = new ArrayList<>();
    try (ScriptedEngine engine = streams(events)) {
      EngineSpec spec = Given.engine(protocol, engine.baseUrl(), key);
      EngineReply reply =
          clients.ask(spec, "model-1", Given.plainRequest(), "a", LONG_MS, heard::add).join();

      assertThat(reply.answer().text()).isEqualTo("Four.");
      ScriptedEngine.Asked asked = engine.asked().get(0);
      assertThat(asked.path() + asked.body()).containsAnyOf("\"stream\":true", ":stream");
      return heard;
    }
  }

  @Test
  void aStreamWithoutItsEndIsGarbledAndItsBillCounts() {
    try (ScriptedEngine engine =
        streams(ANTHROPIC.substring(0, ANTHROPIC.indexOf("event: ping")))) {
      EngineReply reply = ask(engine, Protocol.ANTHROPIC, 0);

      assertThat(reply.failure()).isEqualTo(FailureClass.GARBLED);
      assertThat(reply.detail()).contains("without its end");
      assertThat(reply.usage()).isEqualTo(new Usage(6, 1));
    }
  }

  @Test
  void anErrorInsteadOfAStreamHasItsClass() {
    String event =
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n";
    try (ScriptedEngine engine = streams(event)) {
      assertThat(ask(engine, Protocol.ANTHROPIC, 0).failure()).isEqualTo(FailureClass.OVERLOADED);
    }
  }

  @Test
  void anEventThatIsNoJsonIsGarbled() {
    try (ScriptedEngine engine = streams("data: {\"choices\":\n\ndata: [DONE]\n\n")) {
      assertThat(ask(engine, Protocol.OPENAI, 0).failure()).isEqualTo(FailureClass.GARBLED);
    }
  }

  @Test
  void keepAlivesAreNoBeginningOfAStream() {
    try (ScriptedEngine engine =
        new ScriptedEngine(
            ScriptedEngine.repeats(": keep-alive\n\n", false, "text/event-stream"))) {
      EngineReply reply = ask(engine, Protocol.DEEPSEEK, 300);

      assertThat(reply.failure()).isEqualTo(FailureClass.TIMEOUT);
      assertThat(reply.detail()).contains("no beginning");
      assertThat(reply.sentAtMs()).isPositive();
    }
  }

  @Test
  void blankLinesAreNoBeginningOfADocument() {
    try (ScriptedEngine engine = new ScriptedEngine(ScriptedEngine.repeats("\n", false))) {
      assertThat(ask(engine, Protocol.DEEPSEEK, 300).failure()).isEqualTo(FailureClass.TIMEOUT);
    }
  }

  @Test
  void anAnswerThatHasBegunHasTheWholeTimeOfTheCall() {
    try (ScriptedEngine engine =
        new ScriptedEngine(
            ScriptedEngine.repeats("data: {\"choices\":[]}\n\n", false, "text/event-stream"))) {
      EngineReply reply =
          clients
              .ask(
                  spec(engine, Protocol.DEEPSEEK, 300), "model-1", Given.plainRequest(), "a", 1_200)
              .join();

      assertThat(reply.failure()).isEqualTo(FailureClass.TIMEOUT);
      assertThat(reply.detail()).contains("no complete answer");
    }
  }

  private static ScriptedEngine streams(String events) {
    return new ScriptedEngine(
        ScriptedEngine.answers(200, events, "Content-Type", "text/event-stream; charset=utf-8"));
  }

  private EngineReply ask(ScriptedEngine engine, Protocol protocol, long firstTokenMs) {
    return clients
        .ask(spec(engine, protocol, firstTokenMs), "model-1", Given.plainRequest(), "a", LONG_MS)
        .join();
  }

  private EngineSpec spec(ScriptedEngine engine, Protocol protocol, long firstTokenMs) {
    return Given.streaming(Given.engine(protocol, engine.baseUrl(), key), firstTokenMs);
  }
}
