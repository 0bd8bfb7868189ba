package io.chorus.standalone.bench.lanes;

import io.chorus.contracts.AskId;
import io.chorus.standalone.batch.Journal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When tasks were accepted, and when their calls arrived at the engine. Thread-safe. */
final class Arrivals {
  private final Map<String, Long> acceptedMs = new ConcurrentHashMap<>();

  void accepted(String taskId, long atMs) {
    acceptedMs.put(taskId, atMs);
  }

  int size() {
    return acceptedMs.size();
  }

  /** Milliseconds from the one to the other, of each task whose call is in the journal. */
  List<Double> waitsMs(Journal journal) throws IOException {
    List<Double> waits = new ArrayList<>();
    journal.forEach(
        line -> {
          AskId ask = Journal.ask(line);
          Long accepted = ask == null ? null : acceptedMs.get(ask.taskId());
          if (accepted != null) {
            waits.add((double) (line.atMs() - accepted));
          }
        });
    return waits;
  }
}
