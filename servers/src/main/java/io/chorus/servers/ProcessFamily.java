package io.chorus.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process and all that descend from it, in whatever groups they are.
 *
 * @param head its process id
 */
record ProcessFamily(long head) {

  /** The process ids of those below the head, as they are now. */
  List<String> descendants() {
    return ProcessHandle.of(head).stream()
        .flatMap(ProcessHandle::descendants)
        .map(descendant -> Long.toString(descendant.pid()))
        .toList();
  }

  /**
   * True where the head is stopped, by {@code proc(5)}: its state comes after its name, which ends
   * with the last parenthesis.
   *
   * @throws IllegalStateException when it has ended
   */
  boolean headIsFrozen() {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(head), "stat"));
      return stat.startsWith(") T", stat.lastIndexOf(')'));
    } catch (IOException e) {
      throw new IllegalStateException("process " + head + " has ended", e);
    }
  }
}
