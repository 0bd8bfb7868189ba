package io.chorus.operators.scheduling;

import io.chorus.contracts.Answer;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Hold;
import java.util.List;

/**
 * What one engine's scheduler hears beside calls.
 *
 * @param freed a call that came back, or null
 * @param hold what operators want, or null
 * @param sought a call that somebody asks after, or null
 */
public record Signal(String engine, Freed freed, Hold hold, Sought sought) {

  public static Signal of(Answer answer) {
    return new Signal(answer.engine(), Freed.of(answer), null, null);
  }

  public static Signal of(Sought sought) {
    return new Signal(sought.call().engine(), null, null, sought);
  }

  /** A hold concerns its engine alone, or all; a single task's is its lifecycle's business. */
  public static List<Signal> of(Hold hold, EngineCatalog catalog) {
    return switch (hold.scope()) {
      case TASK -> List.of();
      case ENGINE -> List.of(new Signal(hold.target(), null, hold, null));
      case MODEL -> List.of(new Signal(engineOf(hold.target()), null, hold, null));
      case BATCH, TENANT ->
          catalog.engines().keySet().stream()
              .map(name -> new Signal(name, null, hold, null))
              .toList();
    };
  }

  private static String engineOf(String model) {
    int slash = model.indexOf('/');
    return slash < 0 ? model : model.substring(0, slash);
  }
}
