package io.chorus.operators.lifecycle;

import io.chorus.contracts.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task's answers come to.
 *
 * @param engine whose answer it is
 * @param score in [0,1]
 * @param reasons why the score is below 1
 * @param payload a {@link io.chorus.contracts.ChatAnswer} as JSON
 */
record Choice(String engine, String model, double score, List<String> reasons, Payload payload) {

  static Choice of(Given given) {
    return new Choice(
        given.engine(), given.model(), given.score(), given.reasons(), given.payload());
  }

  /** The same, of which one is only so sure. */
  Choice sure(double confidence, String doubt) {
    if (confidence >= 1) {
      return this;
    }
    List<String> doubts = new ArrayList<>(reasons);
    doubts.add(doubt);
    return new Choice(engine, model, score * confidence, doubts, payload);
  }

  Choice saying(Payload other) {
    return new Choice(engine, model, score, reasons, other);
  }
}
