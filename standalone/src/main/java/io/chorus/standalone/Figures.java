package io.chorus.standalone;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What a command has found, for programs and for people. */
class Figures {
  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
  Path json;

  final void tell(Object report, String text, PrintWriter out) throws Exception {
    JsonFiles.write(json, report);
    out.println();
    out.print(text);
    out.flush();
  }
}
