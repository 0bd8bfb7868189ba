package io.chorus.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a command has found, for programs and for people. */
class Figures {
  private static final String STANDARD_OUTPUT = "-";

  @Option(
      names = "--json",
      arity = "0..1",
      fallbackValue = STANDARD_OUTPUT,
      paramLabel = "FILE",
      description =
          "Write the figures as JSON: to FILE, or without one to standard output, and all else to "
              + "standard error.")
  Path json;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  /** Where people read how it goes. */
  final PrintWriter screen() {
    return isPrinted() ? command.commandLine().getErr() : command.commandLine().getOut();
  }

  final void tell(Object report, String text) throws IOException {
    if (isPrinted()) {
      PrintWriter out = command.commandLine().getOut();
      out.print(new String(JsonFiles.pretty(report), StandardCharsets.UTF_8));
      out.flush();
    } else {
      JsonFiles.write(json, report);
    }
    screen().println();
    screen().print(text);
    screen().flush();
  }

  private boolean isPrinted() {
    return json != null && json.toString().equals(STANDARD_OUTPUT);
  }
}
