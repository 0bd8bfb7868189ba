package io.chorus.standalone;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.ingress.QueueBoard;
import io.chorus.ingress.QueueView;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows how work waits, each second, until Ctrl-C. */
@Command(
    name = "queues",
    mixinStandardHelpOptions = true,
    description = "Show what waits, by engine, lane, tenant and batch, live until Ctrl-C.")
final class QueuesCommand implements Callable<Integer> {
  private static final long SECOND_MS = 1_000;

  /** Schedulers with work report each second. */
  private static final long FIRST_LOOK_MS = 1_500;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".chorus",
      description = "Folder of the running system (default: ${DEFAULT-VALUE}).")
  Path folder;

  @Option(names = "--once", description = "Show it once and end; so without a terminal.")
  boolean once;

  @Option(names = "--json", paramLabel = "FILE", description = "Write it as JSON, once, and end.")
  Path json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    SystemInfo info = SystemInfo.read(folder);
    try (QueueBoard board = QueueBoard.follow(KafkaConfig.open(info.kafkaBootstrap()))) {
      Thread.sleep(FIRST_LOOK_MS);
      JsonFiles.write(json, view(board));
      if (once || json != null || !Boolean.getBoolean("chorus.terminal")) {
        show(QueueScreen.text(view(board), System.currentTimeMillis()));
      } else {
        follow(board);
      }
    }
    return 0;
  }

  private void follow(QueueBoard board) throws InterruptedException {
    while (true) {
      show(QueueScreen.CLEAR + QueueScreen.text(view(board), System.currentTimeMillis()));
      Thread.sleep(SECOND_MS);
    }
  }

  private static QueueView view(QueueBoard board) {
    return QueueView.of(board.reports(), tenant -> true, System.currentTimeMillis());
  }

  private void show(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text);
    out.flush();
  }
}
