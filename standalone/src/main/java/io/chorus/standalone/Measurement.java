package io.chorus.standalone;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;

/** What commands have in common that measure on a system of their own. */
final class Measurement extends Figures {
  @Mixin EnginesOption engines;

  /** What is done with the system while it runs. */
  interface Use<T> {
    T of(Session session) throws Exception;
  }

  /** Runs a system on a folder that nobody else has, and leaves nothing of it. */
  static <T> T on(Standalone.Options options, PrintWriter out, Use<T> use) throws Exception {
    Path folder = Files.createTempDirectory("chorus-measurement");
    Thread measuring = Thread.currentThread();
    try (Session session = Session.start(folder, options, out)) {
      session.onInterrupt(measuring::interrupt);
      return use.of(session);
    } finally {
      Folders.delete(folder);
    }
  }
}
