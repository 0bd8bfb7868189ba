package io.chorus.standalone.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Json;
import io.chorus.contracts.RawRecord;
import io.chorus.contracts.RawRecords;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskValidator;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchFileTest {
  private static final Run RUN = run(null);
  private static TaskValidator validator;

  @BeforeAll
  static void load() throws IOException {
    validator = new TaskValidator(EngineCatalog.load(Path.of("../flink-conf/engines.yaml")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      {"custom_id":                         | the request is not valid JSON
      not JSON at all                       | the request is not valid JSON
      []                                    | the request is a list; allowed: one JSON object
      null                                  | the request is null
      7                                     | the request is an integer
      "text"                                | the request is a text
      {}                                    | 'custom_id' is missing
      {'body':{'prompt':'x'}}               | 'custom_id' is missing
      {'custom_id':7,...,'body':{}}         | 'custom_id' is an integer
      {'custom_id':'',...,'body':{}}        | 'custom_id' is blank
      {'custom_id':'a','method':'GET','url':'/v1/chat/completions','body':{}} | 'method' is not supported; allowed: POST
      {'custom_id':'a','method':'POST','url':'/v1/images','body':{}} | 'url' is not supported; allowed: /v1/chat/completions
      {'custom_id':'a','method':'POST','url':7,'body':{}} | 'url' is an integer
      {'custom_id':'a',...}                 | 'body' is missing
      {'custom_id':'a',...,'body':[]}       | 'body' is a list
      {'custom_id':'a',...,'body':{}}       | 'messages' is missing
      {'custom_id':'a',...,'body':{'prompt':''}} | 'prompt' is empty
      {'custom_id':'a',...,'body':{'prompt':7}} | 'prompt' is an integer
      {'custom_id':'a',...,'body':{'prompt':'x','model':'gpt-9'}} | 'model' is unknown; allowed: chorus-auto, openai/
      {'custom_id':'a',...,'body':{'prompt':'x','quality':'high'}} | 'quality' is a text
      {'custom_id':'a',...,'body':{'prompt':'x','strategy':'poll'}} | 'strategy' is not one of the values that are allowed
      {'custom_id':'a',...,'body':{'messages':[]}} | 'messages' is empty
      {'custom_id':'a',...,'body':{'messages':[{'role':'user'}]}} | 'messages[0].content' is missing
      """)
  void aBrokenLineHasAnErrorLineThatSaysWhy(String line, String why) throws Exception {
    List<BatchFile.Line> lines = read(RUN, good("first"), json(line), good("last"));

    assertThat(lines).extracting(BatchFile.Line::isTask).containsExactly(true, false, true);
    assertThat(error(lines.get(1)).path("error").path("message").asText()).contains(why);
    assertThat(error(lines.get(1)).path("error").path("code").asText())
        .isEqualTo("invalid_request");
    assertThat(error(lines.get(1)).path("line").asInt()).isEqualTo(2);
  }

  @Test
  void aLineOf12MbIsSkippedAndNamedByItsNumber() throws Exception {
    List<BatchFile.Line> lines = read(RUN, good("a"), "x".repeat(12_000_000), good("b"));

    assertThat(lines).extracting(BatchFile.Line::isTask).containsExactly(true, false, true);
    assertThat(lines.get(1).error()).contains("is longer than 4194304 bytes").contains("_line_2");
  }

  @Test
  void aPromptOf3MbIsRefusedByItsLength() throws Exception {
    BatchFile.Line line = read(RUN, line("a", "{'prompt':'" + "x".repeat(3 << 20) + "'}")).get(0);

    assertThat(line.error()).contains("is too large or too deep");
    assertThat(line.error().length()).isLessThan(1_000);
  }

  @Test
  void aBodyThatNoRecordHoldsIsRefusedHere() throws Exception {
    String half = "\\u0000".repeat(BatchFile.MAX_BODY_BYTES / 12);
    String body = "{'prompt':'x" + half + "','project':'" + half + "'}";

    BatchFile.Line line = read(RUN, line("a", body)).get(0);

    assertThat(line.error()).contains("'body' is 4").contains("bytes long");
  }

  @Test
  void a5000LevelsDeepLineIsRefused() throws Exception {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);

    List<BatchFile.Line> lines = read(RUN, line("a", "{'prompt':" + deep + "}"), good("b"));

    assertThat(lines.get(0).error()).contains("is too large or too deep").contains("64 levels");
    assertThat(lines.get(1).isTask()).isTrue();
  }

  @Test
  void theSecondLineOfANameIsRefusedUnderThatName() throws Exception {
    List<BatchFile.Line> lines = read(RUN, good("a"), good("b"), good("a"));

    assertThat(lines).extracting(BatchFile.Line::isTask).containsExactly(true, true, false);
    assertThat(lines.get(2).customId()).isEqualTo("a");
    assertThat(lines.get(2).error()).contains("'custom_id' is that of an earlier line");
    assertThat(error(lines.get(2)).path("custom_id").asText()).isEqualTo("a");
  }

  @Test
  void aLineThatIsNoTaskLeavesItsNameToTheNextOne() throws Exception {
    String noPrompt = line("a", "{}");

    List<BatchFile.Line> lines = read(RUN, noPrompt, good("a"), noPrompt, good("a"));

    assertThat(lines).extracting(BatchFile.Line::isTask).containsExactly(false, true, false, false);
    assertThat(lines.get(2).error()).contains("'custom_id' is that of an earlier line");
  }

  @Test
  void byteOrderMarkBlankLinesWindowsLineEndsAndNoLastOneAreFine() throws Exception {
    String file = "\uFEFF" + good("a") + "\r\n\r\n  \n" + good("b");

    assertThat(read(RUN, file)).extracting(BatchFile.Line::customId).containsExactly("a", "b");
    assertThat(read(RUN, "")).isEmpty();
  }

  @Test
  void theTaskThatTheJobsReadIsTheOneThatIsWaitedFor() throws Exception {
    BatchFile.Line line = read(RUN, line("name/1", "{'prompt':'Hi','custom_id':'other'}")).get(0);

    Task task = asTheJobsReadIt(RUN, line);

    assertThat(task.taskId()).isEqualTo(RUN.taskId("name/1"));
    assertThat(task.customId()).isEqualTo("name/1");
    assertThat(task.strategy()).isNull();
  }

  @Test
  void theStrategyOfTheRunCountsMoreThanTheLines() throws Exception {
    Run run = run("best-of");
    String single = line("a", "{'prompt':'Hi','strategy':'single'}");

    assertThat(read(run, single, good("b")))
        .allSatisfy(
            line -> assertThat(asTheJobsReadIt(run, line).strategy()).isEqualTo(Strategy.BEST_OF));
    assertThat(asTheJobsReadIt(RUN, read(RUN, single).get(0)).strategy())
        .isEqualTo(Strategy.SINGLE);
  }

  @Test
  void theSameFileGivesTheSameBytesAgain() throws Exception {
    byte[] first = read(RUN, good("a")).get(0).body();

    assertThat(read(RUN, good("a")).get(0).body()).isEqualTo(first);
  }

  @Test
  void linesAreReadOnlyWhenTheyAreAskedFor() throws Exception {
    byte[] bytes = (good("a") + "\n").repeat(100_000).getBytes(StandardCharsets.UTF_8);
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);

    assertThat(new BatchFile(in, validator, RUN).next()).isPresent();

    assertThat(bytes.length - in.available()).isLessThan(100_000);
  }

  private static Task asTheJobsReadIt(Run run, BatchFile.Line line) {
    Map<String, String> headers =
        Map.of("ce_id", run.eventId(line.customId()), "ce_time", run.startedAt().toString());
    RawRecord record =
        new RawRecord(
            Topics.raw(Tenants.DEFAULT), 0, 0, run.startedAtMs() + 5, headers, line.body());
    return new RawRecords(validator).read(record).task();
  }

  private static List<BatchFile.Line> read(Run run, String... lines) throws IOException {
    byte[] file = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    return read(run, new ByteArrayInputStream(file));
  }

  private static List<BatchFile.Line> read(Run run, InputStream in) throws IOException {
    BatchFile file = new BatchFile(in, validator, run);
    List<BatchFile.Line> lines = new ArrayList<>();
    for (Optional<BatchFile.Line> next = file.next(); next.isPresent(); next = file.next()) {
      lines.add(next.get());
    }
    return lines;
  }

  private static JsonNode error(BatchFile.Line line) throws Exception {
    return Json.tree(line.error().getBytes(StandardCharsets.UTF_8));
  }

  private static Run run(String strategy) {
    return new Run("run-1", "file", "hash", strategy, "out", 1_772_625_600_123L);
  }

  private static String good(String customId) {
    return line(customId, "{'prompt':'Hello'}");
  }

  private static String line(String customId, String body) {
    return json("{'custom_id':'" + customId + "',...,'body':" + body + "}");
  }

  private static String json(String shortened) {
    return shortened
        .replace("...", "'method':'POST','url':'/v1/chat/completions'")
        .replace('\'', '"');
  }
}
