package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TaskValidatorFuzzTest {
  private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");
  private static final String BODY =
      """
      {"model":"chorus-auto","messages":[{"role":"system","content":"a"},{"role":"user","content":
      [{"type":"text","text":"Chào, 你好"}]}],"temperature":0.5,"top_p":0.9,"max_tokens":10,
      "stop":["a","b"],"seed":1,"lane":"batch","deadline":"2026-03-05T00:00:00Z","quality":0.7,
      "strategy":"single","data_class":"public","custom_id":"c","metadata":{"k":"v"},"n":1}""";
  private static final String ANTHROPICS =
      """
      {"system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}],"max_tokens":9,
      "stop_sequences":["a"],"tools":[{"name":"f","input_schema":{"type":"object"}}],
      "tool_choice":{"type":"tool","name":"f"},"messages":[{"role":"user","content":"a"},
      {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"a":1}}]},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","is_error":true,
      "content":[{"type":"text","text":"b"}]},{"type":"text","text":"c"}]}]}""";
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1e308",
          "1e-400",
          "1e400",
          "9223372036854775808",
          "0.1",
          "\"\"",
          "[]",
          "{}",
          "[[]]",
          "{\"a\":{}}",
          "\"\\ud800\"",
          "\"\\u0000\"",
          "\"user\"",
          "\"text\"",
          "\"openai/\"",
          "\"/\"",
          "\"2026-13-45T99:00:00Z\"",
          "\"1000000000-01-01T00:00:00Z\"");
  private static final List<String> TOKENS =
      List.of("{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "e", "-", "\"$ref\":", "\"tools\":");

  @Test
  void mutatedBodiesAreJudgedAndNothingIsThrown() throws Exception {
    TaskValidator validator =
        new TaskValidator(EngineCatalog.load(Path.of("../flink-conf/engines.yaml")));
    Random random = new Random(20_260_304);
    int accepted = 0;

    for (int round = 0; round < 20_000; round++) {
      byte[] body = mutated(random);
      Validation validation = validator.validate(body, Submission.at(NOW));

      if (validation.accepted()) {
        accepted++;
        assertReadable(validation.draft());
      } else {
        assertThat(validation.problems()).isNotEmpty();
        Json.write(validation.problems());
      }
    }

    assertThat(accepted).isBetween(100, 19_900);
  }

  private static void assertReadable(TaskDraft draft) throws Exception {
    Task task = draft.toTask(Tenants.DEFAULT, "id", "id", NOW);

    assertThat(Json.read(Json.write(task), Task.class)).isEqualTo(task);
    assertThat(Json.readOwn(task.payload().text(), ChatRequest.class).lastUserMessage())
        .isNotBlank();
    assertThat(task.deadlineMs()).isGreaterThan(NOW.toEpochMilli());
  }

  private static byte[] mutated(Random random) {
    String body = random.nextInt(3) == 0 ? ANTHROPICS : BODY;
    for (int i = random.nextInt(3); i >= 0; i--) {
      body = random.nextInt(3) == 0 ? withToken(body, random) : withOtherValue(body, random);
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(8) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  private static String withToken(String body, Random random) {
    int at = random.nextInt(body.length());
    int until = Math.min(body.length(), at + random.nextInt(4));
    return body.substring(0, at) + any(TOKENS, random) + body.substring(until);
  }

  /** Replaces what follows a colon up to the next comma. */
  private static String withOtherValue(String body, Random random) {
    int colon = body.indexOf(':', random.nextInt(body.length()));
    int comma = body.indexOf(',', colon + 1);
    return colon < 0 || comma < 0
        ? body
        : body.substring(0, colon + 1) + any(VALUES, random) + body.substring(comma);
  }

  private static String any(List<String> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
