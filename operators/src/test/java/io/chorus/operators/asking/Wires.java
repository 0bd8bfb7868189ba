package io.chorus.operators.asking;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What is on its way between processes, the database and the engines, in any order. */
final class Wires {
  private final Random random;
  private final List<Item> items = new ArrayList<>();
  private boolean calm;

  Wires(Random random) {
    this.random = random;
  }

  /**
   * @param process whom it must reach alive; null for what needs no process
   */
  private record Item(SimulatedProcess process, Runnable arrival) {}

  void calm() {
    calm = true;
  }

  /** In so many of a hundred cases, as long as there is trouble. */
  boolean troubles(int percent) {
    return !calm && random.nextInt(100) < percent;
  }

  /** A statement that may be committed and its confirmation lost: then it is run again. */
  void toDatabase(SimulatedProcess process, Runnable statement, Runnable confirmed) {
    items.add(
        new Item(
            null,
            () -> {
              statement.run();
              boolean lost = troubles(10) && process.isRunning();
              if (lost) {
                toDatabase(process, statement, confirmed);
              } else {
                items.add(new Item(process, confirmed));
              }
            }));
  }

  void toProcess(SimulatedProcess process, Runnable arrival) {
    items.add(new Item(process, arrival));
  }

  /** Something arrives, or is found to have nobody left to reach. */
  void next() {
    items.removeIf(item -> item.process() != null && item.process().isDead());
    List<Item> able =
        items.stream()
            .filter(item -> item.process() == null || item.process().isRunning())
            .toList();
    if (!able.isEmpty()) {
      Item item = able.get(random.nextInt(able.size()));
      items.remove(item);
      item.arrival().run();
    }
  }

  boolean isQuiet() {
    return items.isEmpty();
  }
}
