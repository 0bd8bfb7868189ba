package io.chorus.standalone;

import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineSpec;
import io.chorus.standalone.probe.Probe;
import io.chorus.standalone.probe.ProbeReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a real engine. */
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    description = "Check a real engine's account with one tiny call, which the provider bills.")
final class ProbeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ENGINE", description = "The engine's name in the catalog.")
  String engine;

  @Option(names = "--model", description = "One of its models (default: the first).")
  String model;

  @Option(
      names = "--engines",
      paramLabel = "FILE",
      defaultValue = "${sys:chorus.home:-.}/flink-conf/engines.yaml",
      description = "The engines (default: ${DEFAULT-VALUE}).")
  Path engines;

  @Option(names = "--json", description = "Print what was found as JSON.")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    EngineSpec probed = engine();
    ProbeReport report = Probe.run(engine, probed, model(probed));
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? new String(JsonFiles.pretty(report), StandardCharsets.UTF_8) : report.text());
    out.flush();
    return report.answered() ? 0 : 1;
  }

  private EngineSpec engine() throws IOException {
    SystemOptions.readable("--engines", engines);
    EngineCatalog catalog;
    try {
      catalog = EngineCatalog.load(engines);
    } catch (IllegalArgumentException e) {
      throw new UsageException(engines + ": " + e.getMessage(), e);
    }
    if (!catalog.engines().containsKey(engine)) {
      throw new UsageException(
          "there is no engine '"
              + engine
              + "' in "
              + engines
              + "; there are: "
              + String.join(", ", catalog.engines().keySet()));
    }
    return catalog.engine(engine);
  }

  private String model(EngineSpec probed) {
    String asked = model == null ? probed.firstModel() : model;
    if (!probed.models().containsKey(asked)) {
      throw new UsageException(
          "'"
              + engine
              + "' has no model '"
              + asked
              + "' in the catalog; it has: "
              + String.join(", ", probed.models().keySet()));
    }
    return asked;
  }
}
