package io.chorus.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildProcessIT {
  @TempDir Path dir;

  /** Starts a child, says its process id and waits to be killed. */
  static final class Parent {
    public static void main(String[] args) throws Exception {
      Path dir = Path.of(args[0]);
      ChildProcess child =
          ChildProcess.start("sleeper", List.of(args[1].split(" ")), Map.of(), dir, log(dir));
      System.out.println(child.pid());
      Thread.sleep(TimeUnit.MINUTES.toMillis(10));
    }
  }

  @Test
  void aChildEndsWhenItsJvmIsKilled() throws Exception {
    Process parent = parentOf("sleep 1000");
    ProcessHandle child = childOf(parent);

    parent.destroyForcibly();

    assertThat(child.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
  }

  @Test
  void aFrozenChildEndsWhenItsJvmIsKilled() throws Exception {
    Process parent = parentOf("sh -c kill${IFS}-STOP${IFS}$$");
    ProcessHandle child = childOf(parent);

    parent.destroyForcibly();

    assertThat(child.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
  }

  @Test
  void stopTakesTheChildrenOfTheChildAlong() throws Exception {
    Path grandchild = dir.resolve("grandchild");
    ChildProcess child = start("sh", "-c", "sleep 1000 & echo $! > grandchild; wait");
    ProcessHandle sleeper = ProcessHandle.of(awaitPid(grandchild)).orElseThrow();

    child.stop(Duration.ofSeconds(5));

    assertThat(child.isAlive()).isFalse();
    assertThat(sleeper.onExit().get(5, TimeUnit.SECONDS).isAlive()).isFalse();
  }

  @Test
  void stopKillsAChildThatIgnoresIt() {
    ChildProcess child = start("sh", "-c", "trap '' TERM; while :; do sleep 1; done");

    child.stop(Duration.ofMillis(300));

    assertThat(child.isAlive()).isFalse();
    assertThat(ProcessHandle.of(child.pid())).isEmpty();
  }

  @Test
  void aChildThatEndedTakesNoSignal() throws Exception {
    ChildProcess child = start("sh", "-c", "echo over; exit 3");
    child.stop(Duration.ofSeconds(5));

    assertThatThrownBy(() -> child.signal("STOP")).isInstanceOf(IllegalStateException.class);
    child.close();
  }

  @Test
  void outputAndEnvironmentArePassed() throws Exception {
    ChildProcess child =
        ChildProcess.start(
            "echo",
            List.of("sh", "-c", "echo $GREETING; exec sleep 1000"),
            Map.of("GREETING", "hello"),
            dir,
            log(dir));

    while (child.isAlive() && !child.logTail().contains("hello")) {
      Thread.onSpinWait();
    }
    assertThat(ProcessHandle.of(child.pid())).isPresent();
    child.kill();

    assertThat(Files.readString(log(dir))).startsWith("hello\n");
  }

  @Test
  void onlyOneChildAtATimeHasAFolder() {
    Path lock = dir.resolve("lock");
    ChildProcess owner = ChildProcess.start(locked(lock));

    assertThatThrownBy(() -> ChildProcess.start(locked(lock)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is held by another process");

    owner.kill();
    ChildProcess.start(locked(lock)).close();
  }

  private ChildProcess.Spec locked(Path lock) {
    List<String> command = List.of("sleep", "1000");
    return new ChildProcess.Spec("owner", command, Map.of(), dir, log(dir), lock, "TERM");
  }

  private ChildProcess start(String... command) {
    return ChildProcess.start("child", List.of(command), Map.of(), dir, log(dir));
  }

  private Process parentOf(String command) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    return new ProcessBuilder(
            java, "-cp", classPath, Parent.class.getName(), dir.toString(), command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static ProcessHandle childOf(Process parent) throws Exception {
    try (BufferedReader reader = parent.inputReader(StandardCharsets.UTF_8)) {
      return ProcessHandle.of(Long.parseLong(reader.readLine())).orElseThrow();
    }
  }

  private static long awaitPid(Path file) throws Exception {
    while (!Files.exists(file) || Files.size(file) == 0) {
      Thread.onSpinWait();
    }
    return Long.parseLong(Files.readString(file).strip());
  }

  private static Path log(Path dir) {
    return dir.resolve("child.log");
  }
}
