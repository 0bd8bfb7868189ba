package io.chorus.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SpeechTest {
  private final List<Piece> told = new ArrayList<>();
  private final List<CompletableFuture<Long>> answers = new ArrayList<>();
  private final Speech speech = new Speech("a", this::publish);

  private CompletableFuture<Long> publish(String message) {
    told.add(Json.readOwn(message, Piece.class));
    answers.add(new CompletableFuture<>());
    return answers.get(answers.size() - 1);
  }

  @Test
  void whatComesWhileAMessageIsOnItsWayIsToldTogetherInTheNext() {
    speech.accept("One ");
    speech.accept("two ");
    speech.accept("three");

    assertThat(told).containsExactly(new Piece("a", 0, "One "));
    answers.get(0).complete(1L);
    assertThat(told).last().isEqualTo(new Piece("a", 4, "two three"));
  }

  @Test
  void aCharacterOfTwoHalvesIsToldWhole() {
    speech.accept("x\uD83C");
    answers.get(0).complete(1L);
    assertThat(told).containsExactly(new Piece("a", 0, "x"));

    speech.accept("\uDF89");

    assertThat(told).last().isEqualTo(new Piece("a", 1, "\uD83C\uDF89"));
  }

  @Test
  void whenNobodyListensAnyMoreOrRedisIsGoneNothingMoreIsTold() {
    speech.accept("One ");
    answers.get(0).complete(0L);
    speech.accept("two");
    assertThat(told).hasSize(1);

    Speech other = new Speech("b", this::publish);
    other.accept("One ");
    answers.get(1).completeExceptionally(new IllegalStateException("gone"));
    other.accept("two");
    assertThat(told).hasSize(2);
  }
}
