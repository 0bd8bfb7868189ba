package io.chorus.operators.merging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import io.chorus.operators.quality.AnswerSchema;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonVoteTest {
  private static final AnswerSchema SCHEMA =
      AnswerSchema.of(
          Json.readOwn(
              """
              {"type": "object", "required": ["name"], "additionalProperties": false,
               "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
               "not": {"properties": {"name": {"const": "Ann"}, "age": {"const": 3}},
                       "required": ["name", "age"]}}
              """,
              JsonNode.class));

  @Test
  void eachFieldIsVotedOnByItself() {
    Outcome outcome =
        JsonVote.of(
            ballots(
                "{\"name\":\"Ann\",\"age\":30}",
                "{\"name\":\"Ann\",\"age\":31}",
                "{\"name\":\"Anna\",\"age\":31}"),
            0,
            SCHEMA);

    assertThat(outcome.winner()).isEqualTo("{\"age\":31,\"name\":\"Ann\"}");
    assertThat(outcome.confidence()).isCloseTo(2 / 3.0, within(1e-9));
  }

  @Test
  void objectsInsideAreVotedOnFieldByFieldAndArraysWhole() {
    Outcome outcome =
        JsonVote.of(
            ballots(
                "{\"a\":{\"x\":1,\"y\":2},\"l\":[1,2]}",
                "{\"a\":{\"x\":1,\"y\":3},\"l\":[1]}",
                "{\"a\":{\"x\":5,\"y\":3},\"l\":[1]}"),
            0,
            null);

    assertThat(outcome.winner()).isEqualTo("{\"a\":{\"x\":1,\"y\":3},\"l\":[1]}");
  }

  @Test
  void aFieldThatMostLeaveOutIsLeftOut() {
    assertThat(
            JsonVote.of(ballots("{\"a\":1,\"b\":2}", "{\"a\":1}", "{\"a\":1}"), 0, null).winner())
        .isEqualTo("{\"a\":1}");
  }

  @Test
  void whatBreaksTheSchemaHasNoVote() {
    Outcome outcome =
        JsonVote.of(
            ballots("{\"age\":1}", "{\"age\":1}", "{\"name\":\"Ann\",\"age\":2}"), 0, SCHEMA);

    assertThat(outcome.winner()).isEqualTo("{\"age\":2,\"name\":\"Ann\"}");
    assertThat(JsonVote.of(ballots("{\"age\":1}"), 0, SCHEMA).winner()).isNull();
  }

  @Test
  void fieldsThatTogetherBreakTheSchemaGiveWayToAWholeBallot() {
    Outcome outcome =
        JsonVote.of(
            ballots(
                "{\"age\":1,\"name\":\"Ann\"}",
                "{\"name\":\"Ann\"}",
                "{\"age\":3,\"name\":\"Bo\"}",
                "{\"age\":2,\"name\":\"Ann\"}",
                "{\"age\":3,\"name\":\"Cy\"}"),
            0,
            SCHEMA);

    assertThat(outcome.winner()).isEqualTo("{\"age\":1,\"name\":\"Ann\"}");
  }

  @Test
  void itIsCertainOnceEveryFieldIs() {
    List<Ballot> two = ballots("{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":2}");

    assertThat(JsonVote.of(two, 1, null).certain()).isTrue();
    assertThat(JsonVote.of(ballots("{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":3}"), 1, null).certain())
        .isFalse();
  }

  private static List<Ballot> ballots(String... documents) {
    return Arrays.stream(documents).map(document -> new Ballot(document, 1)).toList();
  }
}
