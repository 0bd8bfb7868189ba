package io.chorus.standalone;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that does nothing but by one of its own commands. */
abstract class CommandGroup implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public final void run() {
    throw new ParameterException(spec.commandLine(), "Missing command.");
  }

  final void say(String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(format, values);
    out.flush();
  }
}
