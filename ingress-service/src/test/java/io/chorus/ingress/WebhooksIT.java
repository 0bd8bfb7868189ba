package io.chorus.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.errors.InvalidWebhookSignatureException;
import com.openai.models.webhooks.WebhookVerificationParams;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chorus.contracts.Json;
import io.chorus.contracts.SecretRef;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.ingress.webhook.WebhookConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server of somebody's own that is told; OpenAI's own client judges the signatures. */
@ExtendWith(IngressKit.class)
@Timeout(120)
class WebhooksIT {
  private static final String SECRET = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=";
  private static final String DONE = "{\"prompt\":\"x\",\"metadata\":{\"end\":\"SUCCEEDED\"}}";

  private final IngressKit.Parts parts;
  private final List<Told> told = new CopyOnWriteArrayList<>();
  private volatile int answer = 200;
  private HttpServer receiver;

  WebhooksIT(IngressKit.Parts parts) {
    this.parts = parts;
  }

  /** What came in. */
  private record Told(String path, Headers headers, String body) {
    JsonNode json() {
      return Json.readOwn(body, JsonNode.class);
    }

    String header(String name) {
      return headers.values(name).get(0);
    }

    void verify(String of) {
      OpenAIOkHttpClient.builder()
          .apiKey("any")
          .build()
          .webhooks()
          .verifySignature(
              WebhookVerificationParams.builder()
                  .payload(of)
                  .headers(headers)
                  .secret(SECRET)
                  .build());
    }
  }

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::hear);
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  private void hear(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers.Builder headers = Headers.builder();
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values));
      told.add(
          new Told(
              exchange.getRequestURI().toString(),
              headers.build(),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      exchange.getResponseHeaders().set("Location", "/elsewhere");
      exchange.sendResponseHeaders(answer, -1);
    }
  }

  private IngressServer server(boolean isPrivate) throws IOException {
    SecretRef secret =
        new SecretRef("file:" + Files.writeString(parts.dir().resolve("hook"), SECRET));
    String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook?a=b";
    String listed = isPrivate ? url : url.replace("http://127.0.0.1", "https://localhost");
    return IngressServer.start(
        parts.config(
            new WebhookConfig(
                Set.of("localhost"),
                Set.of("127.0.0.1"),
                List.of(
                    new WebhookConfig.Endpoint(
                        "mine", Tenants.DEFAULT, URI.create(listed), secret)))));
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(40));
  }

  private List<Told> toldOf(String id) {
    return told.stream().filter(one -> one.json().at("/data/id").asText().equals(id)).toList();
  }

  private static String ended(IngressServer server) throws Exception {
    Caller caller = new Caller(server);
    return caller.post("/v1/chat/completions", DONE).header("x-chorus-task-id");
  }

  @Test
  void anEndIsToldSignedAndAgainUntilItIsTaken() throws Exception {
    answer = 503;
    try (IngressServer server = server(true)) {
      String id = ended(server);
      soon().until(() -> !toldOf(id).isEmpty());
      answer = 204;
      soon().until(() -> toldOf(id).size() == 2);
      soon().until(() -> parts.untold("evt_mine_" + id) == 0);

      Told first = toldOf(id).get(0);
      Told again = toldOf(id).get(1);
      assertThat(first.path()).isEqualTo("/hook?a=b");
      assertThat(first.json().path("type").asText()).isEqualTo("task.succeeded");
      assertThat(first.body()).doesNotContain("Forty-two");
      assertThat(again.body()).isEqualTo(first.body());
      assertThat(again.header("webhook-id")).isEqualTo(first.header("webhook-id"));
      again.verify(again.body());
      assertThatThrownBy(() -> again.verify(again.body().replace("succeeded", "failed")))
          .isInstanceOf(InvalidWebhookSignatureException.class);
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    answer = 307;
    try (IngressServer server = server(true)) {
      String id = ended(server);
      soon().until(() -> !toldOf(id).isEmpty());
      answer = 200;
      soon().until(() -> parts.untold("evt_mine_" + id) == 0);

      assertThat(toldOf(id)).allMatch(one -> one.path().startsWith("/hook"));
    }
  }

  @Test
  void whatWasNotToldBeforeAStopIsToldAfterIt() throws Exception {
    answer = 500;
    String id;
    try (IngressServer server = server(true)) {
      id = ended(server);
      soon().until(() -> !toldOf(id).isEmpty());
    }
    answer = 200;
    try (IngressServer server = server(true)) {
      soon().until(() -> parts.untold("evt_mine_" + id) == 0);
      assertThat(server.port()).isPositive();
    }
    assertThat(toldOf(id)).hasSizeGreaterThan(1);
  }

  @Test
  void aHostThatTurnsOutToBePrivateIsNotConnectedTo() throws Exception {
    try (IngressServer server = server(false)) {
      String id = ended(server);

      soon().until(() -> parts.attempts("evt_mine_" + id) > 0);
      assertThat(told).isEmpty();
    } finally {
      parts.forgetWebhooks();
    }
  }

  @Test
  void whatIsNoResultIsSkipped() throws Exception {
    try (IngressServer server = server(true);
        KafkaProducer<String, byte[]> jobs =
            new KafkaProducer<>(
                parts.config().kafka().properties(),
                new StringSerializer(),
                new ByteArraySerializer())) {
      String topic = Topics.results(Tenants.DEFAULT);
      jobs.send(new ProducerRecord<>(topic, "x", "{}".getBytes(UTF_8))).get();
      jobs.send(new ProducerRecord<>(topic, "x", null)).get();
      String id = ended(server);

      soon().until(() -> !toldOf(id).isEmpty());
      soon().until(() -> parts.untold("evt_mine_" + id) == 0);
    }
  }

  @Test
  void whatAnEndpointThatIsGoneLeftIsForgottenInTime() throws Exception {
    parts.leaveWebhook("evt_gone_old", 5);
    parts.leaveWebhook("evt_gone_new", 1);
    try (IngressServer server = server(true)) {
      assertThat(server.port()).isPositive();

      soon().until(() -> parts.untold("evt_gone_old") == 0);
      assertThat(parts.untold("evt_gone_new")).isEqualTo(1);
    } finally {
      parts.forgetWebhooks();
    }
  }

  @Test
  void theEndOfABatchIsTold() throws Exception {
    try (IngressServer server = server(true)) {
      String batch = parts.endedBatch();
      assertThat(server.port()).isPositive();

      soon().until(() -> !toldOf(batch).isEmpty());

      assertThat(toldOf(batch).get(0).json().path("type").asText()).isEqualTo("batch.completed");
      soon().until(() -> parts.untold("evt_mine_" + batch) == 0);
    }
  }
}
