package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.SseException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import io.chorus.connector.redis.TokenSpeaker;
import io.chorus.contracts.Tenants;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an engine writes, as OpenAI's own Java client hears it; the test stands in for the jobs. */
@ExtendWith(IngressKit.class)
@Timeout(120)
class StreamIT {
  private static IngressKit.Parts parts;
  private static IngressServer server;
  private static OpenAIClient client;
  private static TokenSpeaker speaker;

  @BeforeAll
  static void start(IngressKit.Parts all) throws Exception {
    parts = all;
    server = IngressServer.start(all.config());
    speaker = new TokenSpeaker(all.redisConfig());
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(server.baseUrl().toString())
            .apiKey(IngressKit.KEY)
            .maxRetries(0)
            .timeout(Duration.ofSeconds(60))
            .build();
  }

  @AfterAll
  static void stop() {
    client.close();
    speaker.close();
    server.close();
  }

  private static final ChatCompletionCreateParams QUESTION =
      ChatCompletionCreateParams.builder()
          .model("chorus-auto")
          .addUserMessage("The answer?")
          .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
          .build();

  /** One who reads a stream, chunk by chunk. */
  private record Stream(String taskId, Iterator<ChatCompletionChunk> chunks) {

    static Stream of(HttpResponseFor<StreamResponse<ChatCompletionChunk>> response) {
      Stream stream =
          new Stream(
              response.headers().values("x-chorus-task-id").get(0),
              response.parse().stream().iterator());
      assertThat(stream.text()).isEmpty();
      return stream;
    }

    ChatCompletionChunk next() {
      return chunks.next();
    }

    String text() {
      return next().choices().get(0).delta().content().orElse("");
    }

    Consumer<String> asked(int number) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> speaker.isHeard(Tenants.DEFAULT, taskId).join());
      return speaker.speech(Tenants.DEFAULT, taskId, "ask-" + number);
    }

    void ends(String how, String text) {
      parts.jobs().end(taskId, how, text);
    }
  }

  @Test
  void wordsComeAsTheEngineWritesThemBeforeTheTaskHasEnded() {
    try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> response =
        client.chat().completions().withRawResponse().createStreaming(QUESTION)) {
      Stream stream = Stream.of(response);
      Consumer<String> engine = stream.asked(1);

      engine.accept("Forty");
      assertThat(stream.text()).isEqualTo("Forty");
      engine.accept("-two 🎉");
      assertThat(stream.text()).isEqualTo("-two 🎉");
      stream.ends("SUCCEEDED", "Forty-two 🎉, for certain.");

      assertThat(stream.text()).isEqualTo(", for certain.");
      assertThat(stream.next().choices().get(0).finishReason()).isPresent();
      assertThat(stream.next().usage().get().totalTokens()).isEqualTo(42);
      assertThat(stream.chunks().hasNext()).isFalse();
    }
  }

  @Test
  void aStreamWhoseCommittedAnswerIsAnotherOneEndsWithAnError() {
    try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> response =
        client.chat().completions().withRawResponse().createStreaming(QUESTION)) {
      Stream stream = Stream.of(response);
      stream.asked(1).accept("Fifty");
      assertThat(stream.text()).isEqualTo("Fifty");

      stream.ends("SUCCEEDED", "Forty-two.");

      SseException thrown = catchThrowableOfType(SseException.class, stream::next);
      assertThat(thrown.code()).hasValue("answer_replaced");
      assertThat(thrown.getMessage()).contains("/v1/tasks/" + stream.taskId());
    }
  }

  @Test
  void aStreamEndsWithAnErrorWhenTheTaskIsAskedOnceMore() {
    try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> response =
        client.chat().completions().withRawResponse().createStreaming(QUESTION)) {
      Stream stream = Stream.of(response);
      stream.asked(1).accept("Forty");
      assertThat(stream.text()).isEqualTo("Forty");

      stream.asked(2).accept("For");

      assertThat(catchThrowableOfType(SseException.class, stream::next).code())
          .hasValue("answer_replaced");
    }
  }

  @Test
  void aTaskThatFailsAfterItsFirstWordsEndsTheStreamWithItsError() {
    try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> response =
        client.chat().completions().withRawResponse().createStreaming(QUESTION)) {
      Stream stream = Stream.of(response);
      stream.asked(1).accept("Forty");
      assertThat(stream.text()).isEqualTo("Forty");

      stream.ends("FAILED:overloaded", "");

      assertThat(catchThrowableOfType(SseException.class, stream::next).code())
          .hasValue("overloaded");
    }
  }

  @Test
  void whoHangsUpListensNoLonger() {
    String taskId;
    try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> response =
        client.chat().completions().withRawResponse().createStreaming(QUESTION)) {
      Stream stream = Stream.of(response);
      stream.asked(1);
      taskId = stream.taskId();
    }

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !speaker.isHeard(Tenants.DEFAULT, taskId).join());
  }

  @Test
  void whoWaitsForSeveralEnginesHearsASignOfLifeAndThenTheAnswer() throws Exception {
    HttpRequest question =
        new Caller(server)
            .request("/v1/chat/completions")
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    "{\"stream\":true,\"strategy\":\"vote\",\"prompt\":\"The answer?\"}"))
            .build();
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient().send(question, BodyHandlers.ofInputStream());
    try (BufferedReader told =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      Iterator<String> lines = told.lines().filter(line -> !line.isEmpty()).iterator();
      assertThat(lines.next()).contains("\"role\":\"assistant\"");
      assertThat(lines.next()).isEqualTo(": keep-alive");

      String taskId = response.headers().firstValue("x-chorus-task-id").orElseThrow();
      parts.jobs().end(taskId, "SUCCEEDED", "Forty-two.");

      List<String> rest = new ArrayList<>();
      lines.forEachRemaining(rest::add);
      assertThat(rest.get(0)).contains("\"content\":\"Forty-two.\"");
      assertThat(rest).last().isEqualTo("data: [DONE]");
    }
  }

  @Test
  void withoutRedisAStreamTellsTheWholeAnswerAtItsEnd() {
    parts.redis().kill();
    try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> response =
        client.chat().completions().withRawResponse().createStreaming(QUESTION)) {
      Stream stream = Stream.of(response);

      stream.ends("SUCCEEDED", "Forty-two.");

      assertThat(stream.text()).isEqualTo("Forty-two.");
    } finally {
      parts.redis().restart();
    }
  }
}
