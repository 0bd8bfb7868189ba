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

  @TempDir private Path folder;
  private final List<String> heard = new ArrayList<>();
  private HttpServer system;
  private final Deque<String> before = new ArrayDeque<>();
  private String answer = "{}";
  private int status = 200;

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
    String next = before.isEmpty() ? answer : before.remove();
    byte[] bytes = next.getBytes(UTF_8);
    exchange.sendResponseHeaders(next.equals(NOT_NOW) ? 503 : status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** What a command prints for programs, which ends well. */
  private String run(String... words) {
    StringWriter out = new StringWriter();
    CommandLine command = Chorus.commandLine().setOut(new PrintWriter(out, true));
    assertThat(exit(command, words)).isZero();
    return out.toString();
  }

  /** All that a command says, and at last its exit code. */
  private List<String> said(String... words) {
    StringWriter all = new StringWriter();
    PrintWriter writer = new PrintWriter(all, true);
    writer.println(exit(Chorus.commandLine().setOut(writer).setErr(writer), words));
    return all.toString().lines().toList();
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
    answer =
        "{\"id\":\"b1\",\"status\":\"completed\",\"output_file_id\":\"f1\","
            + "\"request_counts\":{\"total\":2,\"completed\":2,\"failed\":0}}";

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
    ApiOption away = new ApiOption(Map.of("CHORUS_BASE_URL", url() + "/llm/v1/"));

    away.client().get("/v1/models");

    assertThat(heard).containsExactly("GET /llm/v1/models");
  }

  @Test
  void aKeyThatIsNoneIsNeverShown() throws Exception {
    String key = "ck_secret";
    Map<String, String> broken = Map.of("CHORUS_BASE_URL", url(), "CHORUS_API_KEY", key + "\nx");
    Map<String, String> mounted = Map.of("CHORUS_BASE_URL", url(), "CHORUS_API_KEY", key + "\n");

    assertThatThrownBy(() -> new ApiOption(broken).client())
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("CHORUS_API_KEY is no key")
        .hasMessageNotContaining(key);
    assertThat(new ApiOption(mounted).client().get("/v1/models")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"chorus.example", "ftp://chorus.example", "https://", "a b"})
  void whatIsNoUrlIsSaid(String text) {
    assertThatThrownBy(() -> new ApiOption(Map.of("CHORUS_BASE_URL", text)).client())
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
        .containsExactly("t1 open", "unavailable: not now", "t1 succeeded", "42", "0");

    assertThat(heard).hasSize(5).endsWith("GET /v1/tasks/t1/events");
  }

  @Test
  void aTaskWhoseEndIsNeverToldIsNoAnswer() {
    answer = OPEN;

    assertThat(said("watch", "t1"))
        .containsExactly(
            "t1 open",
            "chorus: the system does not tell the task's end; follow it with 'watch'",
            "1");
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
    ApiOption away = new ApiOption(Map.of("CHORUS_BASE_URL", "https://chorus.example"));
    away.folder = folder;
    ApiOption admins = new ApiOption(Map.of("CHORUS_ADMIN_URL", "https://chorus.example"));
    admins.folder = folder;

    assertThatThrownBy(away::admin)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("CHORUS_ADMIN_URL is missing");
    assertThatThrownBy(admins::client)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("CHORUS_BASE_URL is missing");
  }
}
