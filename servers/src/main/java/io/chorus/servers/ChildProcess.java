package io.chorus.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A process that always ends when this JVM ends, even by SIGKILL: a small shell between the two
 * holds a pipe from this JVM and stops the process, gently at first, once the pipe breaks.
 *
 * <p>The process leads a group and a session of its own, so a terminal's Ctrl-C doesn't reach it.
 * Its standard input is empty, its output is appended to the log file. Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(10);
  private static final Duration FREEZE_LIMIT = Duration.ofSeconds(5);
  private static final int LOG_TAIL_BYTES = 4096;
  private static final String WATCHER = watcher();

  private final String name;
  private final Path logFile;
  private final String gentleSignal;
  private final Process watcher;
  private final long pid;
  private final ProcessFamily family;

  /**
   * How a child is run.
   *
   * @param env added to this JVM's environment
   * @param lockFile held until the child and all its children are gone; null for none
   * @param gentleSignal what stops the child in good order, such as {@code TERM}
   */
  record Spec(
      String name,
      List<String> command,
      Map<String, String> env,
      Path workDir,
      Path logFile,
      Path lockFile,
      String gentleSignal) {}

  private ChildProcess(Spec spec, Process watcher, long pid) {
    this.name = spec.name();
    this.logFile = spec.logFile();
    this.gentleSignal = spec.gentleSignal();
    this.watcher = watcher;
    this.pid = pid;
    this.family = new ProcessFamily(pid);
  }

  /**
   * Starts a command.
   *
   * @param name for error messages
   * @param env added to this JVM's environment
   * @param workDir created when missing
   * @param logFile appended to; its folder is created when missing
   * @throws UncheckedIOException when no process can be started
   */
  public static ChildProcess start(
      String name, List<String> command, Map<String, String> env, Path workDir, Path logFile) {
    return start(new Spec(name, command, env, workDir, logFile, null, "TERM"));
  }

  static ChildProcess start(Spec spec) {
    try {
      Files.createDirectories(spec.workDir());
      Files.createDirectories(spec.logFile().toAbsolutePath().getParent());
      ProcessBuilder builder = new ProcessBuilder(watched(spec));
      builder.directory(spec.workDir().toFile());
      builder.environment().putAll(spec.env());
      builder.redirectErrorStream(true);
      Process watcher = builder.start();
      return new ChildProcess(spec, watcher, readPid(spec, watcher));
    } catch (IOException e) {
      throw new UncheckedIOException(spec.name() + " could not be started", e);
    }
  }

  private static List<String> watched(Spec spec) {
    String lock = spec.lockFile() == null ? "" : spec.lockFile().toAbsolutePath().toString();
    String log = spec.logFile().toAbsolutePath().toString();
    List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", WATCHER, "watcher"));
    command.addAll(List.of(lock, spec.gentleSignal(), log));
    command.addAll(spec.command());
    return command;
  }

  private static long readPid(Spec spec, Process watcher) throws IOException {
    try (BufferedReader reader = watcher.inputReader(UTF_8)) {
      String line = reader.readLine();
      if (line == null || !line.chars().allMatch(Character::isDigit)) {
        watcher.getOutputStream().close();
        throw new IllegalStateException(
            spec.name() + " did not start; its log ends with:\n" + logTail(spec.logFile()));
      }
      return Long.parseLong(line);
    }
  }

  /** The process id of the command itself, which is also its process group. */
  public long pid() {
    return pid;
  }

  /** True until the command has ended. */
  public boolean isAlive() {
    return watcher.isAlive();
  }

  /** Asks the group to end and kills what is left of it after the grace. Returns when it's gone. */
  public void stop(Duration grace) {
    send(gentleSignal, "group");
    send("CONT", "group");
    signalDescendants("CONT");
    if (!awaitEnd(grace)) {
      kill();
    }
  }

  /** Kills the whole group with SIGKILL and returns when the process is gone. */
  public void kill() {
    // a frozen child with a group of its own would never notice that its parent is gone
    signalDescendants("CONT");
    send("KILL", "group");
    if (!awaitEnd(CLOSE_GRACE)) {
      throw new IllegalStateException(name + " (process " + pid + ") survives SIGKILL");
    }
  }

  /**
   * Sends a signal to the process alone.
   *
   * @param signal its name without SIG, such as {@code STOP} or {@code CONT}
   * @throws IllegalStateException when the process has ended
   */
  public void signal(String signal) {
    if (!signal.chars().allMatch(c -> Character.isUpperCase(c) || Character.isDigit(c))) {
      throw new IllegalArgumentException("not a signal's name");
    }
    if (!send(signal, "pid")) {
      throw new IllegalStateException(name + " has ended");
    }
  }

  /**
   * Freezes the process and all its descendants, those with groups of their own too; {@link #thaw}
   * lets them go on, and so does every way to end the process.
   *
   * @throws IllegalStateException when the process has ended, or does not freeze within seconds
   */
  public void freeze() {
    signal("STOP");
    // as long as it runs it may have further children
    awaitFrozen(family::headIsFrozen);
    signalDescendants("STOP");
    awaitFrozen(family::descendantsAreFrozen);
  }

  /**
   * Lets frozen processes go on.
   *
   * @throws IllegalStateException when the process has ended
   */
  public void thaw() {
    signalDescendants("CONT");
    signal("CONT");
  }

  private void signalDescendants(String signal) {
    family.descendants().forEach(descendant -> send(signal, descendant));
  }

  private void awaitFrozen(BooleanSupplier frozen) {
    long end = System.nanoTime() + FREEZE_LIMIT.toNanos();
    while (!frozen.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(name + " does not freeze");
      }
      Thread.onSpinWait();
    }
  }

  /** Stops the process with a grace of ten seconds. */
  @Override
  public void close() {
    stop(CLOSE_GRACE);
  }

  /** The last lines of the log, at most 4 KiB. */
  public String logTail() {
    return logTail(logFile);
  }

  private static String logTail(Path logFile) {
    try (var channel = Files.newByteChannel(logFile);
        InputStream in = Channels.newInputStream(channel)) {
      channel.position(Math.max(0, channel.size() - LOG_TAIL_BYTES));
      return new String(in.readNBytes(LOG_TAIL_BYTES), UTF_8);
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  /** Returns false when nobody is left to receive the signal. */
  private boolean send(String signal, String target) {
    if (!watcher.isAlive()) {
      return false;
    }
    synchronized (watcher) {
      try {
        watcher.getOutputStream().write((signal + " " + target + "\n").getBytes(UTF_8));
        watcher.getOutputStream().flush();
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }

  private boolean awaitEnd(Duration limit) {
    try {
      return watcher.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      send("KILL", "group");
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + name + " was ending", e);
    }
  }

  private static String watcher() {
    try (InputStream in = ChildProcess.class.getResourceAsStream("watcher.sh")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
