package io.chorus.operators.planning;

import io.chorus.contracts.Explanation;
import io.chorus.contracts.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * How some answers of one engine to one kind of task have turned out, summed up.
 *
 * @param answers how many
 * @param accepted of them, those that were good enough, or that said what others said too where
 *     answers can be compared
 * @param quality sum of their grades
 * @param costNanoUsd sum of their costs, in billionths of a US dollar
 * @param latencyMs sum of their times, in milliseconds
 * @param timed answers whose time is known
 * @param latencies of those
 */
public record Observation(
    String engine,
    String kind,
    double answers,
    double accepted,
    double quality,
    double costNanoUsd,
    double latencyMs,
    double timed,
    Latencies latencies) {
  private static final int AGREED = 2;

  /** What a finished task tells of the engines that have answered it. */
  public static List<Observation> of(Result result) {
    Explanation explanation = result.explanation();
    int agreed = agreed(explanation.answers());
    List<Observation> observations = new ArrayList<>();
    for (Explanation.Judged answer : explanation.answers()) {
      if (isFromCache(answer)) {
        continue;
      }
      boolean good =
          agreed == 0
              ? answer.score() >= explanation.planned().quality()
              : answer.value() == agreed;
      observations.add(
          new Observation(
              answer.engine(),
              explanation.planned().kind(),
              1,
              good ? 1 : 0,
              answer.score(),
              (double) answer.costNanoUsd(),
              (double) answer.latencyMs(),
              answer.latencyMs() > 0 ? 1 : 0,
              answer.latencyMs() > 0 ? Latencies.of(answer.latencyMs()) : Latencies.NONE));
    }
    return observations;
  }

  /** It says nothing of how its engine does now, and was observed when it was given. */
  private static boolean isFromCache(Explanation.Judged answer) {
    return answer.costNanoUsd() == 0 && answer.latencyMs() == 0;
  }

  /** The value that most have given, 0 where no two have given the same. */
  private static int agreed(List<Explanation.Judged> answers) {
    int most = 1;
    int agreed = 0;
    for (int value = 1; value <= answers.size(); value++) {
      int same = count(answers, value);
      if (same > most && same >= AGREED) {
        most = same;
        agreed = value;
      }
    }
    return agreed;
  }

  private static int count(List<Explanation.Judged> answers, int value) {
    return (int) answers.stream().filter(answer -> answer.value() == value).count();
  }

  public String key() {
    return Known.key(engine, kind);
  }

  Observation plus(Observation other) {
    return new Observation(
        engine,
        kind,
        answers + other.answers,
        accepted + other.accepted,
        quality + other.quality,
        costNanoUsd + other.costNanoUsd,
        latencyMs + other.latencyMs,
        timed + other.timed,
        latencies.plus(other.latencies));
  }
}
