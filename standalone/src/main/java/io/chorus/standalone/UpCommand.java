package io.chorus.standalone;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the system and stays. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Start the whole system on this machine and stay until Ctrl-C.")
final class UpCommand implements Callable<Integer> {
  @Mixin SystemOptions system;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write where everything is to FILE once all is ready.")
  Path json;

  @Option(
      names = "--watch",
      paramLabel = "FOLDER",
      description = "Make a batch of each .jsonl file that is put into FOLDER.")
  Path watch;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Standalone.Options options = system.load().watching(watch);
    CountDownLatch stop = new CountDownLatch(1);
    try (Session session = Session.start(system.data, options, out)) {
      session.onInterrupt(stop::countDown);
      SystemInfo info = session.system().info();
      byte[] bytes = JsonFiles.pretty(info);
      session.data().writePrivate(session.data().systemInfo(), bytes);
      if (json != null) {
        session.data().writePrivate(json, bytes);
      }
      out.println(info.text());
      session.resumeOthers(null);
      stop.await();
      out.println("stopping ...");
    }
    return 0;
  }
}
