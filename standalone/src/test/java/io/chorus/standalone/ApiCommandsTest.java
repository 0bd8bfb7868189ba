package io.chorus.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What commands send, and how they show what comes back: of a scripted system. */
class ApiCommandsTest {
  private static final String KEY =
      "{\"id\":\"k1\",\"key\":\"ck_k1_x\",\"tenant\":\"acme\",\"role\":\"user\",\"scopes\":[\"read\"]}";

  private static final String NOT_NOW =
      "{\"error\":{\"code\":\"unavailable\",\"message\":\"not now\"}}";
  private static final String OPEN = "data: {\"id\":\"t1\",\"status\":\"open\"}\n\n";
  private static final String ENDED =
      "{\"id\":\"t1\",\"status\":\"succeeded\",\"result\":{\"choices\":[{\"message\":{\"content\":\"42\"}}]}}";

  private static final String DONE =
      "{\"id\":\"b1\",\"status\":\"completed\",\"output_file_id\":\"f1\","
          + "\"request_counts\":{\"total\":2,\"completed\":2,\"failed\":0}}";

  @TempDir private Path folder;
  private final List<String> heard = new ArrayList<>();
  private HttpServer system;
  private final List<String> keys = new ArrayList<>();
  private final Deque<String> before = new ArrayDeque<>();
  private String answer = "{}";
  private int status = 200;
  private Map<String, String> environment = Map.of();

  @BeforeEach
  void start() throws IOException {
    system = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    system.createContext("/", this::answer);
    system.start();
    String url = url() + "/v1";
    Files.writeString(
        folder.resolve(DataFolder.SYSTEM_INFO),
        "{\"base_url\":\"%s\",\"admin_url\":\"%s\",\"api_key\":\"operator\"}".formatted(url, url));
  }

  @AfterEach
  void stop() {
    system.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    heard.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + (" " + body).stripTrailing());
    keys.add(exchange.getRequestHeaders().getFirst("Authorization"));
    String next = before.isEmpty() ? answer : before.remove();
    byte[] bytes = next.getBytes(UTF_8);
    exchange.sendResponseHeaders(next.equals(NOT_NOW) ? 503 : status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** What a command prints for programs, which ends well. */
  private String run(String... words) {
    StringWriter out = new StringWriter();
    CommandLine command = commandLine().setOut(new PrintWriter(out, true));
    assertThat(exit(command, words)).isZero();
    return out.toString();
  }

  /** All that a command says, and at last its exit code. */
  private List<String> said(String... words) {
    StringWriter all = new StringWriter();
    PrintWriter writer = new PrintWriter(all, true);
    writer.println(exit(commandLine().setOut(writer).setErr(writer), words));
    return all.toString().lines().toList();
  }

  /** What a command says on the error stream alone. */
  private List<String> warned(String... words) {
    StringWriter err = new StringWriter();
    PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
    exit(commandLine().setOut(nowhere).setErr(new PrintWriter(err, true)), words);
    return err.toString().lines().toList();
  }

  private CommandLine commandLine() {
    return Chorus.commandLine(
        new CommandLine.IFactory() {
          @Override
          public <T> T create(Class<T> part) throws Exception {
            return part == ApiOption.class
                ? part.cast(option(environment))
                : CommandLine.defaultFactory().create(part);
          }
        });
  }

  private static ApiOption option(Map<String, String> environment) {
    return new ApiOption(environment, 1);
  }

  private int exit(CommandLine command, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", folder.toString()));
    return Chorus.execute(command, all.toArray(String[]::new));
  }

  private String url() {
    return "http://127.0.0.1:" + system.getAddress().getPort();
  }

  private static JsonNode json(String text) throws MalformedJsonException {
    return Json.read(text, JsonNode.class);
  }

  @Test
  void aKeyIsOfTheTenantOfWhoMakesItUnlessAnotherIsNamed() {
    answer = KEY;

    run("keys", "create", "laptop");
    run("keys", "create", "laptop", "--tenant", "acme");

    assertThat(heard.get(0)).startsWith("POST /v1/keys ").doesNotContain("tenant");
    assertThat(heard.get(1)).contains("\"tenant\":\"acme\"");
  }

  @Test
  void whatIsMadeIsShownInWordsOrAsJson() throws Exception {
    answer = KEY;

    assertThat(run("keys", "create", "laptop")).startsWith("ck_k1_x").contains("its id is k1");
    assertThat(json(run("keys", "create", "laptop", "--json"))).isEqualTo(json(KEY));
    assertThat(json(run("keys", "rotate", "k1", "--json"))).isEqualTo(json(KEY));
  }

  @ParameterizedTest
  @CsvSource({
    "pause,,POST /v1/batches/b%201/pause {}",
    "resume,,POST /v1/batches/b%201/resume {}",
    "cancel,,POST /v1/batches/b%201/cancel {}",
    "move,priority,'POST /v1/batches/b%201/move {\"lane\":\"priority\"}'",
    "move,own,'POST /v1/batches/b%201/move {\"lane\":null}'"
  })
  void aBatchIsHeld(String verb, String lane, String request) throws Exception {
    answer = "{\"object\":\"hold\"}";
    List<String> words = new ArrayList<>(List.of("batch", verb, "b 1"));
    if (lane != null) {
      words.add(lane);
    }

    assertThat(run(words.toArray(String[]::new))).startsWith("b 1 ");
    words.add("--json");
    assertThat(json(run(words.toArray(String[]::new)))).isEqualTo(json(answer));
    assertThat(heard).containsExactly(request, request);
  }

  @Test
  void aFileAndATaskAreShownAsJsonToo() throws Exception {
    Path file = Files.writeString(folder.resolve("tasks.jsonl"), "{}");
    answer = "{\"id\":\"t1\",\"status\":\"completed\"}";

    assertThat(run("submit", "Why?")).isEqualTo("t1" + System.lineSeparator());
    assertThat(json(run("submit", "Why?", "--json"))).isEqualTo(json(answer));
    assertThat(json(run("submit", "--file", file.toString(), "--json"))).isEqualTo(json(answer));
    assertThat(json(run("batch", "create", file.toString(), "--json"))).isEqualTo(json(answer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get t1",
        "cancel t1",
        "batch get b1",
        "keys revoke k1",
        "accounts put openai a1 --key env:KEY",
        "accounts remove openai a1"
      })
  void whateverIsToldIsShownAsJsonToo(String words) throws Exception {
    answer = "{\"id\":\"x1\"}";

    assertThat(json(run((words + " --json").split(" ")))).isEqualTo(json(answer));
  }

  @Test
  void aBatchThatWasGivenBeforeIsFollowedAndWhatItHasIsFetched() throws Exception {
    Path out = folder.resolve("new/out.jsonl");
    answer = DONE;

    String said = run("batch", "watch", "b1", "--out", out.toString());

    assertThat(said).contains("completed: 2 of 2 tasks answered");
    assertThat(out).hasContent(answer);
    assertThat(heard).last().isEqualTo("GET /v1/files/f1/content");
  }

  @Test
  void aSystemThatIsNotThereIsSaidWithWhatToDo() {
    String url = url();
    stop();

    assertThat(said("cancel", "t1"))
        .containsExactly(
            "chorus: "
                + url
                + " can't be reached; './chorus up' starts a system, CHORUS_BASE_URL names another",
            "1");
  }

  @Test
  void aRefusalIsToldInTheSystemsWordsOrAsAnothers() {
    status = 404;
    answer = "{\"error\":{\"message\":\"there is no such task\"}}";
    List<String> own = said("get", "t1");
    answer = "<html>Not Found</html>";
    List<String> others = said("get", "t1");

    assertThat(own).containsExactly("chorus: " + url() + " says 404: there is no such task", "2");
    assertThat(others).last().isEqualTo("2");
    assertThat(others.get(0)).contains("says 404", "proxy").doesNotContain("html");
  }

  @Test
  void aSystemBehindAPathIsAskedThere() throws Exception {
    ApiOption away = option(Map.of("CHORUS_BASE_URL", url() + "/llm/v1/"));

    away.client().get("/v1/models");

    assertThat(heard).containsExactly("GET /llm/v1/models");
  }

  @Test
  void aKeyThatIsNoneIsNeverShown() throws Exception {
    String key = "ck_secret";
    Map<String, String> broken = Map.of("CHORUS_BASE_URL", url(), "CHORUS_API_KEY", key + "\nx");
    Map<String, String> mounted = Map.of("CHORUS_BASE_URL", url(), "CHORUS_API_KEY", key + "\n");

    assertThatThrownBy(() -> option(broken).client())
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("CHORUS_API_KEY is no key")
        .hasMessageNotContaining(key);
    assertThat(option(mounted).client().get("/v1/models")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"chorus.example", "ftp://chorus.example", "https://", "a b"})
  void whatIsNoUrlIsSaid(String text) {
    assertThatThrownBy(() -> option(Map.of("CHORUS_BASE_URL", text)).client())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("CHORUS_BASE_URL is no URL; allowed: ");
  }

  @Test
  void aTaskGoesWithItsWishes() throws Exception {
    run("submit", "Why?");
    run(
        "submit",
        "Why?",
        "--deadline=2h",
        "--quality=0.8",
        "--max-cost=0.05",
        "--data-class=public",
        "--project=x",
        "--metadata=a=b",
        "--metadata=c=d");

    assertThat(heard.get(0)).isEqualTo("POST /v1/tasks {\"prompt\":\"Why?\"}");
    assertThat(json(heard.get(1).substring("POST /v1/tasks ".length())))
        .isEqualTo(
            json(
                "{\"deadline_seconds\":7200,\"quality\":0.8,\"max_cost\":0.05,"
                    + "\"data_class\":\"public\",\"project\":\"x\","
                    + "\"metadata\":{\"a\":\"b\",\"c\":\"d\"},\"prompt\":\"Why?\"}"));
    assertThat(said("submit", "Why?", "--deadline=soon").get(0)).contains("--deadline: ", "2h");
    assertThat(said("submit", "--file=x", "--project=x").get(0)).contains("goes with --out");
  }

  @Test
  void aTaskIsWatchedAsLinesOfJson() throws Exception {
    answer = OPEN + "data: " + ENDED + "\n\n";

    List<String> lines = run("watch", "t1", "--json").lines().toList();

    assertThat(lines).hasSize(2);
    assertThat(json(lines.get(1))).isEqualTo(json(ENDED));
  }

  @Test
  void aTaskIsFollowedToItsEndThroughStreamsThatEndSooner() {
    before.addAll(List.of("{\"id\":\"t1\"}", OPEN, NOT_NOW, "data: " + NOT_NOW + "\n\n"));
    answer = "data: " + ENDED + "\n\n";

    assertThat(said("submit", "--wait", "Why?"))
        .containsExactly(
            "t1 accepted",
            "t1 open",
            "chorus: " + url() + " says 503: not now; asked again",
            "unavailable: not now",
            "t1 succeeded",
            "42",
            "0");

    assertThat(heard).hasSize(5).endsWith("GET /v1/tasks/t1/events");
  }

  @Test
  void aTaskWhoseEndIsNeverToldIsNoAnswerAndItsIdIsSaid() {
    before.add("{\"id\":\"t1\"}");
    answer = "";

    assertThat(said("submit", "--wait", "Why?"))
        .containsExactly(
            "t1 accepted",
            "chorus: the system does not tell the task's end; './chorus watch t1' follows it",
            "1");
  }

  @Test
  void aTaskThatGoesOnIsFollowedThroughAsManyStreamsAsItTakes() {
    before.addAll(Collections.nCopies(30, OPEN));
    answer = "data: " + ENDED + "\n\n";

    assertThat(said("watch", "t1")).endsWith("42", "0");
  }

  @Test
  void aTaskThatIsAnsweredByToolCallsAloneHasSucceeded() throws Exception {
    String calls = "[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"look\"}}]";
    String message = "{\"content\":null,\"tool_calls\":" + calls + "}";
    answer = "data: " + ENDED.replace("{\"content\":\"42\"}", message) + "\n\n";

    assertThat(json(run("watch", "t1"))).isEqualTo(json(calls));
  }

  @Test
  void aBatchIsFollowedAndFetchedThroughAMinuteOfFailures() throws Exception {
    Path out = folder.resolve("out.jsonl");
    Files.writeString(folder.resolve("out.jsonl.errors.jsonl"), "of another run");
    String going = "{\"id\":\"b1\",\"status\":\"in_progress\"}";
    before.add(going);
    before.addAll(Collections.nCopies(7, NOT_NOW));
    before.add(DONE);
    before.addAll(Collections.nCopies(7, NOT_NOW));
    answer = "answers";

    run("batch", "watch", "b1", "--out", out.toString());

    assertThat(out).hasContent("answers");
    assertThat(folder.resolve("out.jsonl.errors.jsonl")).doesNotExist();
  }

  @Test
  void aBatchThatCanNotBeFollowedOrFetchedIsSaidWithWhatDoesIt() throws Exception {
    Path out = folder.resolve("out.jsonl");
    Path file = Files.writeString(folder.resolve("tasks.jsonl"), "{}");
    String[] words = {"submit", "--file", file.toString(), "--out", out.toString(), "--json"};
    String unfetched =
        "chorus: %s says 503: not now; './chorus batch watch b1 --out %s' follows it"
            .formatted(url(), out);

    before.addAll(List.of("{\"id\":\"f0\"}", "{\"id\":\"b1\"}"));
    answer = NOT_NOW;
    assertThat(warned(words)).startsWith("b1 accepted").endsWith(unfetched);

    before.addAll(List.of("{\"id\":\"f0\"}", DONE, DONE));
    assertThat(warned(words)).startsWith("b1 accepted").endsWith(unfetched);
    assertThat(out).doesNotExist();
  }

  @Test
  void aFileThatWouldBeReplacedOrIsAFolderIsRefusedBeforeAnythingIsSent() throws Exception {
    Path file = Files.writeString(folder.resolve("x.errors.jsonl"), "{}");
    String input = file.toString();
    String place = folder.toString();

    assertThat(said("submit", "--file", input, "--out", input))
        .containsExactly("chorus: --out: " + file + " is --file; allowed: another file", "2");
    assertThat(said("submit", "--file", input, "--out", folder.resolve("x").toString()))
        .containsExactly("chorus: --out: " + file + " is --file; allowed: another file", "2");
    assertThat(said("submit", "--file", input, "--out", place)).last().isEqualTo("2");
    assertThat(said("batch", "watch", "b1", "--out", place)).last().isEqualTo("2");
    assertThat(said("submit", "--file", place)).last().isEqualTo("2");
    assertThat(said("submit", "--file", folder.resolve("no").toString(), "--out", input))
        .last()
        .isEqualTo("2");
    assertThat(heard).isEmpty();
    assertThat(file).hasContent("{}");
  }

  @Test
  void aBatchThatIsCancelledIsSaidAsItIs() {
    answer = DONE;
    assertThat(said("batch", "cancel", "b1")).containsExactly("b1 is completed", "0");

    answer = "{\"object\":\"hold\"}";
    assertThat(said("batch", "cancel", "b1")).containsExactly("b1 is being cancelled", "0");
  }

  @Test
  void theKeyOfTheEnvironmentIsTakenAtTheLocalSystemToo() {
    run("get", "t1");
    environment = Map.of("CHORUS_API_KEY", "mine");
    run("get", "t1");

    assertThat(keys).containsExactly("Bearer operator", "Bearer mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user:s3cret@chorus.example/v1",
        "https://chorus.example/v1?key=s3cret",
        "https://chorus.example/v1#s3cret"
      })
  void whatMightBeASecretInAUrlIsRefusedAndNotShown(String url) {
    assertThatThrownBy(() -> option(Map.of("CHORUS_BASE_URL", url)).client())
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("CHORUS_BASE_URL is no URL")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void theVariableThatNamesAnotherSystemIsTheOneTheCommandNeeds() {
    environment = Map.of("CHORUS_ADMIN_URL", url());
    stop();

    assertThat(said("keys", "list").get(0)).endsWith("CHORUS_ADMIN_URL names another");
  }

  @Test
  void whatTheSystemCanNotTellNowIsAskedAgain() {
    before.addAll(List.of(NOT_NOW, NOT_NOW));
    assertThat(said("get", "t1")).containsExactly("{ }", "0");

    answer = NOT_NOW;
    assertThat(said("get", "t1")).last().isEqualTo("1");
    assertThat(heard).hasSize(6);
  }

  @Test
  void whoNamesOneUrlOfAnotherSystemIsNotSentToTheLocalOne() {
    ApiOption away = option(Map.of("CHORUS_BASE_URL", "https://chorus.example"));
    away.folder = folder;
    ApiOption admins = option(Map.of("CHORUS_ADMIN_URL", "https://chorus.example"));
    admins.folder = folder;

    assertThatThrownBy(away::admin)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("CHORUS_ADMIN_URL is missing");
    assertThatThrownBy(admins::client)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("CHORUS_BASE_URL is missing");
  }
}
