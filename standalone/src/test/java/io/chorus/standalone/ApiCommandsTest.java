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

  @BeforeEach
  void start() throws IOException {
    system = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    system.createContext("/", this::answer);
    system.start();
    String url = "http://127.0.0.1:" + system.getAddress().getPort() + "/";
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
    exchange.sendResponseHeaders(next.equals(NOT_NOW) ? 503 : 200, bytes.length);
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
