package io.chorus.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** This process and all it started, as Linux counts them ({@code proc(5)}). */
final class ProcessTree {
  /** Clock ticks of {@code /proc/PID/stat} in a second; 100 on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100.0;

  private static final int UTIME = 11;

  private ProcessTree() {}

  /** The CPU time of one process with what it waited for. */
  static double cpuSeconds(long pid) {
    String[] fields = statAfterName(pid);
    if (fields.length <= UTIME + 3) {
      return 0;
    }
    long ticks = 0;
    for (int i = UTIME; i < UTIME + 4; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** The CPU time of a process and all it started. */
  static double cpuSecondsOfTree(long pid) {
    Stream<ProcessHandle> below =
        ProcessHandle.of(pid).map(ProcessHandle::descendants).orElse(Stream.empty());
    return cpuSeconds(pid) + below.mapToDouble(one -> cpuSeconds(one.pid())).sum();
  }

  /** Resident memory of the whole tree, in MiB; pages that processes share count once for each. */
  static long residentMb() {
    return pids().stream().mapToLong(ProcessTree::residentKb).sum() / 1024;
  }

  private static List<Long> pids() {
    ProcessHandle self = ProcessHandle.current();
    return Stream.concat(Stream.of(self), self.descendants()).map(ProcessHandle::pid).toList();
  }

  private static String[] statAfterName(long pid) {
    String stat = read(pid, "stat");
    int name = stat.lastIndexOf(')');
    return name < 0 ? new String[0] : stat.substring(name + 2).split(" ");
  }

  private static long residentKb(long pid) {
    return read(pid, "status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  /** Empty where the process has just ended. */
  private static String read(long pid, String file) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), file));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
