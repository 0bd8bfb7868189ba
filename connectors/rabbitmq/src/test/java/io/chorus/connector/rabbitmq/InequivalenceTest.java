package io.chorus.connector.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InequivalenceTest {

  @Test
  void saysWhichArgumentOfWhichQueueDiffersAndHow() {
    Inequivalence found =
        Inequivalence.parse(
            "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'calls' in vhost '/':"
                + " received the value 'quorum' of type 'longstr'"
                + " but current is the value 'classic' of type 'longstr'");

    assertThat(found.sentence())
        .isEqualTo(
            "The queue 'calls' exists with x-queue-type = classic instead of quorum;"
                + " delete it or declare another name");
  }

  @Test
  void understandsAnArgumentThatIsNotSet() {
    Inequivalence found =
        Inequivalence.parse(
            "PRECONDITION_FAILED - inequivalent arg 'x-overflow' for queue 'calls' in vhost '/':"
                + " received the value 'reject-publish' of type 'longstr' but current is none");

    assertThat(found)
        .isEqualTo(new Inequivalence("queue", "calls", "x-overflow", "reject-publish", "none"));
  }

  @Test
  void understandsTheTypeOfAnExchange() {
    Inequivalence found =
        Inequivalence.parse(
            "PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'dead' in vhost '/':"
                + " received 'fanout' but current is 'direct'");

    assertThat(found).isEqualTo(new Inequivalence("exchange", "dead", "type", "fanout", "direct"));
  }

  @Test
  void understandsATextThatTheBrokerHasCut() {
    Inequivalence found =
        Inequivalence.parse(
            "PRECONDITION_FAILED - inequivalent arg 'x-dead-letter-exchange' for queue 'calls'"
                + " in vhost '/': received the value 'some-long-na");

    assertThat(found.argument()).isEqualTo("x-dead-letter-exchange");
    assertThat(found.found()).isEqualTo("something else");
  }

  @Test
  void leavesOtherTextsAlone() {
    assertThat(Inequivalence.parse("PRECONDITION_FAILED - fast reply consumer")).isNull();
  }
}
