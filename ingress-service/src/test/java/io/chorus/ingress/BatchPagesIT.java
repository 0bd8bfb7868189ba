package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.ingress.Caller.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and batches, a page at a time. */
@ExtendWith(IngressKit.class)
class BatchPagesIT {
  private static final List<String> files = new ArrayList<>();
  private static final List<String> made = new ArrayList<>();
  private static IngressServer server;
  private static Caller caller;

  @BeforeAll
  static void start(IngressKit.Parts parts) throws Exception {
    server = IngressServer.start(parts.config());
    String order = "{\"tenant\":\"pages\",\"name\":\"k\"}";
    Reply key = new Caller(server.adminUrl(), IngressKit.KEY).post("/v1/keys", order);
    caller = new Caller(server.baseUrl(), key.json().path("key").asText());
    Batches batches = new Batches(caller);
    for (int i = 0; i < 3; i++) {
      // without lines there are no files but these
      files.add(batches.upload("\n"));
      made.add(batches.create(files.get(i)));
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonNode page(String path, String query) throws Exception {
    return caller.get(path + query).json();
  }

  private static List<String> ids(JsonNode page) {
    return page.path("data").findValuesAsText("id");
  }

  private static List<String> all(String path) {
    return path.equals("/v1/files") ? files : made;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/files", "/v1/batches"})
  void pagesFollowOneAnotherToTheEnd(String path) throws Exception {
    List<String> all = all(path);

    JsonNode first = page(path, "?limit=2");
    JsonNode second = page(path, "?limit=2&after=" + first.path("last_id").asText());

    assertThat(ids(first)).hasSize(2);
    assertThat(first.path("has_more").asBoolean()).isTrue();
    assertThat(first.path("first_id").asText()).isEqualTo(ids(first).get(0));
    assertThat(first.path("last_id").asText()).isEqualTo(ids(first).get(1));
    assertThat(Stream.concat(ids(first).stream(), ids(second).stream()))
        .containsExactlyInAnyOrderElementsOf(all);
    assertThat(second.path("has_more").asBoolean()).isFalse();
  }

  @Test
  void filesAreListedInEitherOrderAndByTheirPurpose() throws Exception {
    List<String> oldest = ids(page("/v1/files", "?order=asc&limit=2"));
    List<String> rest = ids(page("/v1/files", "?order=asc&after=" + oldest.get(1)));

    assertThat(oldest).containsExactlyElementsOf(files.subList(0, 2));
    assertThat(rest).containsExactly(files.get(2));
    assertThat(ids(page("/v1/files", "?order=desc&limit=1"))).containsExactly(files.get(2));
    assertThat(ids(page("/v1/files", "?purpose=batch"))).hasSize(3);
    assertThat(ids(page("/v1/files", "?purpose=batch_output"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/files, limit=0, limit",
    "/v1/files, limit=10001, limit",
    "/v1/batches, limit=101, limit",
    "/v1/batches, limit=x, limit",
    "/v1/batches, after=batch_none, after",
    "/v1/batches, after=%00, after",
    "/v1/files, after=file-none, after",
    "/v1/files, order=up, order",
    "/v1/batches, order=asc, order",
  })
  void aBadPageNamesItsParameter(String path, String query, String parameter) throws Exception {
    Reply reply = caller.get(path + "?" + query);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error().path("param").asText()).isEqualTo(parameter);
    assertThat(reply.error().path("message").asText()).contains("allowed: ");
  }
}
