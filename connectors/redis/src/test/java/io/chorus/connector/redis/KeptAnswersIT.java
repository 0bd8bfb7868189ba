package io.chorus.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chorus.contracts.SecretRef;
import io.chorus.servers.LocalRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptAnswersIT {
  private static final long LONG_MS = 60_000;
  private static final int AT_ONCE = 128;

  @TempDir static Path dir;
  private static LocalRedis redis;
  private static KeptAnswers answers;

  @BeforeAll
  static void start() {
    redis = LocalRedis.start(dir.resolve("redis"));
    answers = new KeptAnswers(config(redis));
  }

  @AfterAll
  static void stop() {
    answers.close();
    redis.close();
  }

  private static RedisConfig config(LocalRedis server) {
    SecretRef password = new SecretRef("file:" + dir.resolve("redis").resolve("password"));
    return new RedisConfig("127.0.0.1", server.port(), password);
  }

  @Test
  void anAnswerIsFoundByItsOwnTenantAndRequestOnly() {
    answers.keep("acme", "why", "because", LONG_MS).join();

    assertThat(answers.find("acme", "why").join()).isEqualTo("because");
    assertThat(answers.find("other", "why").join()).isNull();
    assertThat(answers.find("acme", "how").join()).isNull();
    assertThat(answers.find("acmew", "hy").join()).isNull();
  }

  @Test
  void anAnswerGoesWhenItsTimeIsOver() {
    answers.keep("acme", "soon", "gone", 50).join();

    await().until(() -> answers.find("acme", "soon").join() == null);
  }

  @Test
  void whatIsTooLongIsNotKept() {
    answers.keep("acme", "long", "x".repeat(KeptAnswers.LONGEST + 1), LONG_MS).join();

    assertThat(answers.find("acme", "long").join()).isNull();
  }

  @Test
  void howeverManyAreKeptTheyTakeNoMorePlaces() {
    for (int i = 0; i < 2 * KeptAnswers.PLACES; i += AT_ONCE) {
      CompletableFuture.allOf(
              IntStream.range(i, i + AT_ONCE)
                  .mapToObj(request -> answers.keep("many", "r" + request, "a", LONG_MS))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    }
    answers.keep("many", "last", "a", LONG_MS).join();

    RedisClient client = RedisClient.create(redis.uri());
    try (StatefulRedisConnection<String, String> link = client.connect()) {
      assertThat(link.sync().dbsize()).isBetween(1L, (long) KeptAnswers.PLACES);
    } finally {
      client.shutdown();
    }
    assertThat(answers.find("many", "last").join()).isEqualTo("a");
  }

  @Test
  void aServerThatIsNotThereFailsWhatIsAsked() {
    LocalRedis gone = LocalRedis.start(dir.resolve("gone"));
    RedisConfig config = config(gone);
    gone.close();
    try (KeptAnswers nowhere = new KeptAnswers(config)) {
      assertThatThrownBy(() -> nowhere.find("acme", "why").join())
          .isInstanceOf(CompletionException.class);
    }
  }
}
