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
  private static final char STOPPED = 'T';
  private static final char ZOMBIE = 'Z';

  /** The process ids of those below the head, as they are now. */
  List<String> descendants() {
    return ProcessHandle.of(head).stream()
        .flatMap(ProcessHandle::descendants)
        .map(descendant -> Long.toString(descendant.pid()))
        .toList();
  }

  /**
   * True where the head is stopped.
   *
   * @throws IllegalStateException when it has ended
   */
  boolean headIsFrozen() {
    try {
      return state(Long.toString(head)) == STOPPED;
    } catch (IOException e) {
      throw new IllegalStateException("process " + head + " has ended", e);
    }
  }

  /** True where nobody below the head does anything: each is stopped or has ended. */
  boolean descendantsAreFrozen() {
    return descendants().stream().allMatch(ProcessFamily::isStill);
  }

  private static boolean isStill(String pid) {
    try {
      char state = state(pid);
      return state == STOPPED || state == ZOMBIE;
    } catch (IOException e) {
      return true;
    }
  }

  /** By {@code proc(5)}: it comes after the name, which ends with the last parenthesis. */
  private static char state(String pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", pid, "stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }
}
