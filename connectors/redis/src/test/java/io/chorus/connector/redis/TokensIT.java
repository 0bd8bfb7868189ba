package io.chorus.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chorus.contracts.SecretRef;
import io.chorus.servers.LocalRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path dir;
  private static LocalRedis redis;
  private static TokenSpeaker speaker;
  private static TokenListener listener;

  @BeforeAll
  static void start() {
    redis = LocalRedis.start(dir.resolve("redis"));
    SecretRef password = new SecretRef("file:" + dir.resolve("redis").resolve("password"));
    RedisConfig config = new RedisConfig("127.0.0.1", redis.port(), password);
    speaker = new TokenSpeaker(config);
    listener = new TokenListener(config);
  }

  @AfterAll
  static void stop() {
    speaker.close();
    listener.close();
    redis.close();
  }

  private static TokenListener.Listening listen(String tenant, String task, List<Piece> heard) {
    TokenListener.Listening listening = listener.listening(heard::add);
    listening.begin(tenant, task);
    await().atMost(SOON).until(() -> speaker.isHeard(tenant, task).join());
    return listening;
  }

  private static String text(List<Piece> pieces) {
    return String.join("", pieces.stream().map(Piece::text).toList());
  }

  @Test
  void whoListensToATaskHearsItsTextInOrder() {
    List<Piece> heard = new CopyOnWriteArrayList<>();
    List<Piece> heardToo = new CopyOnWriteArrayList<>();
    TokenListener.Listening one = listen("acme", "task-1", heard);
    TokenListener.Listening two = listen("acme", "task-1", heardToo);
    Consumer<String> speech = speaker.speech("acme", "task-1", "ask-1");

    for (int i = 0; i < 1_000; i++) {
      speech.accept(i + " 🎉 ");
    }

    await().atMost(SOON).until(() -> text(heard).endsWith(" 999 🎉 "));
    await().atMost(SOON).until(() -> heardToo.size() == heard.size());
    one.close();
    two.close();
    assertThat(heard).allMatch(piece -> piece.ask().equals("ask-1"));
    assertThat(heard.get(heard.size() - 1).at() + heard.get(heard.size() - 1).text().length())
        .isEqualTo(text(heard).length());
    await().atMost(SOON).until(() -> !speaker.isHeard("acme", "task-1").join());
  }

  @Test
  void anotherTenantHearsNothingOfATaskOfTheSameName() {
    List<Piece> own = new CopyOnWriteArrayList<>();
    List<Piece> foreign = new CopyOnWriteArrayList<>();
    TokenListener.Listening one = listen("acme", "task-2", own);
    TokenListener.Listening two = listen("other", "task-2", foreign);

    speaker.speech("acme", "task-2", "ask-1").accept("secret");
    speaker.speech("other", "task-2", "ask-1").accept("theirs");

    await().atMost(SOON).until(() -> !own.isEmpty() && !foreign.isEmpty());
    one.close();
    two.close();
    assertThat(text(own)).isEqualTo("secret");
    assertThat(text(foreign)).isEqualTo("theirs");
  }

  @Test
  void whoHasLeftBeforeHeBeganListensToNothing() {
    TokenListener.Listening gone = listener.listening(piece -> {});

    gone.close();
    gone.begin("acme", "task-3");

    assertThat(speaker.isHeard("acme", "task-3").join()).isFalse();
  }

  @Test
  void withRedisGoneNobodyIsHeardAndAfterwardsWhoListenedListensAgain() {
    List<Piece> heard = new CopyOnWriteArrayList<>();
    TokenListener.Listening listening = listen("acme", "task-4", heard);
    redis.kill();
    assertThat(speaker.isHeard("acme", "task-4").join()).isFalse();
    speaker.speech("acme", "task-4", "ask-1").accept("lost");
    redis.restart();

    await().atMost(SOON).until(() -> speaker.isHeard("acme", "task-4").join());
    speaker.speech("acme", "task-4", "ask-2").accept("heard");

    await().atMost(SOON).until(() -> !heard.isEmpty());
    assertThat(text(heard)).isEqualTo("heard");
    listening.close();
  }
}
