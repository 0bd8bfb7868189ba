package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatCompletionTest {

  @Test
  void callsOfToolsAreInOpenAisForm() throws Exception {
    ToolCall call = new ToolCall("c1", "weather", "{\"city\":\"Huế\"}", "c2ln");

    JsonNode body = written(new ChatAnswer("", "tool_calls", List.of(call)), new Usage(1, 2));

    assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
    JsonNode message = body.at("/choices/0/message");
    assertThat(message.path("content").isNull()).isTrue();
    assertThat(message.path("tool_calls").toString())
        .isEqualTo(
            "[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"weather\","
                + "\"arguments\":\"{\\\"city\\\":\\\"Huế\\\"}\"},"
                + "\"extra_content\":{\"google\":{\"thought_signature\":\"c2ln\"}}}]");
  }

  @Test
  void aTextHasNoCallsAndSaysWhatTheCacheHad() throws Exception {
    JsonNode body = written(new ChatAnswer("Hi", "stop"), new Usage(10, 20, 4, 5));

    assertThat(body.at("/choices/0/message").toString())
        .isEqualTo("{\"role\":\"assistant\",\"content\":\"Hi\",\"refusal\":null}");
    assertThat(body.at("/usage/prompt_tokens_details/cached_tokens").asInt()).isEqualTo(4);
    assertThat(body.at("/usage/completion_tokens_details/reasoning_tokens").asInt()).isEqualTo(5);
    assertThat(written(new ChatAnswer("Hi", "stop"), new Usage(1, 2)).path("usage").toString())
        .isEqualTo("{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}");
  }

  private static JsonNode written(ChatAnswer answer, Usage usage) throws Exception {
    Result result =
        new Result(
            SchemaVersion.CURRENT,
            Tenants.DEFAULT,
            "0199-1",
            "0199-1",
            null,
            Lane.STANDARD,
            FinalState.SUCCEEDED,
            Strategy.SINGLE,
            "openai",
            "m",
            1,
            List.of(),
            1,
            1,
            0,
            Map.of(),
            usage,
            0,
            0,
            0,
            null,
            null,
            Map.of(),
            null,
            Payload.of(Json.writeText(answer)));
    return Json.tree(Json.write(ChatCompletion.of(result)));
  }
}
