package io.chorus.standalone;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What commands have in common that measure on a system of their own. */
final class Measurement {
  @Mixin EnginesOption engines;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
  Path json;

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

  /** The figures for programs and for people. */
  void tell(Object report, String text, PrintWriter out) throws Exception {
    JsonFiles.write(json, report);
    out.println();
    out.print(text);
    out.flush();
  }
}
