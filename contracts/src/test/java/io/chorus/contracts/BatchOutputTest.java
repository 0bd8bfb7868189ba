package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchOutputTest {
  private static final String TASK = "019cb8e0-1234-7abc-8def-0123456789ab";

  @Test
  void anAnswerIsAnOpenAiLineWithAChatCompletion() throws Exception {
    String line = BatchOutput.line(result(FinalState.SUCCEEDED, "line-1", null));

    assertThat(Json.tree(line.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            Json.read(
                """
                {"id":"batch_req_019cb8e012347abc8def0123456789ab","custom_id":"line-1",
                 "response":{"status_code":200,"request_id":"019cb8e0-1234-7abc-8def-0123456789ab",
                  "body":{"id":"chatcmpl-019cb8e012347abc8def0123456789ab",
                   "object":"chat.completion","created":1772625600,"model":"qwen-plus",
                   "choices":[{"index":0,"message":{"role":"assistant","content":"Four",
                     "refusal":null},"finish_reason":"stop","logprobs":null}],
                   "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15},
                   "chorus":{"task_id":"019cb8e0-1234-7abc-8def-0123456789ab","engine":"qwen",
                     "model":"qwen-plus","score":0.75,"reasons":["short"],"rounds":2,"asks":3,"cost_usd":0.0025,
                     "strategy":"best-of"}}},
                 "error":null}""",
                JsonNode.class));
    assertThat(line).doesNotContain("\n").contains("\"cost_usd\":0.0025");
  }

  @Test
  void aTaskWithoutAnAnswerIsAnErrorLine() {
    assertThat(BatchOutput.line(result(FinalState.EXPIRED, null, "deadline_exceeded")))
        .isEqualTo(
            "{\"id\":\"batch_req_019cb8e012347abc8def0123456789ab\",\"custom_id\":null,"
                + "\"response\":null,\"error\":{\"code\":\"deadline_exceeded\","
                + "\"message\":\"because\"}}");
    assertThat(BatchOutput.line(result(FinalState.CANCELLED, null, null)))
        .contains("\"code\":\"cancelled\"");
  }

  @Test
  void aRejectedLineSaysWhichAndEveryReason() {
    List<Problem> problems =
        List.of(new Problem("model", "is unknown", "a, b"), new Problem("", "is empty", "c"));

    assertThat(BatchOutput.rejected(7, "x", problems))
        .isEqualTo(
            "{\"id\":\"batch_req_line_7\",\"line\":7,\"custom_id\":\"x\",\"response\":null,"
                + "\"error\":{\"code\":\"invalid_request\",\"message\":"
                + "\"'model' is unknown; allowed: a, b; the request is empty; allowed: c\"}}");
  }

  @Test
  void aLineThatItsBatchsWindowEndedSaysSo() {
    assertThat(BatchOutput.expired(7, "x"))
        .startsWith(
            "{\"id\":\"batch_req_line_7\",\"line\":7,\"custom_id\":\"x\",\"response\":null,"
                + "\"error\":{\"code\":\"batch_expired\",");
    assertThat(BatchOutput.expired(result(FinalState.EXPIRED, "x", "deadline_exceeded")))
        .startsWith("{\"id\":\"batch_req_019cb8e012347abc8def0123456789ab\",\"custom_id\":\"x\",")
        .contains("\"code\":\"batch_expired\"");
  }

  @Test
  void onlyAnAnswerIsAChatCompletion() {
    assertThatThrownBy(() -> ChatCompletion.of(result(FinalState.FAILED, null, "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(TASK);
  }

  private static Result result(FinalState state, String customId, String errorCode) {
    boolean succeeded = state == FinalState.SUCCEEDED;
    return new Result(
        1,
        Tenants.DEFAULT,
        TASK,
        TASK,
        customId,
        Lane.STANDARD,
        state,
        Strategy.BEST_OF,
        "qwen",
        "qwen-plus",
        0.75,
        List.of("short"),
        2,
        3,
        0,
        Map.of(),
        new Usage(10, 5),
        2_500_000,
        1_772_625_500_000L,
        1_772_625_600_999L,
        errorCode,
        errorCode == null ? null : "because",
        Map.of(),
        null,
        Payload.of(succeeded ? Json.writeText(new ChatAnswer("Four", "stop")) : ""));
  }
}
