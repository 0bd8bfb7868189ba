package io.chorus.standalone;

import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.Policy;
import io.chorus.standalone.bench.Bench;
import io.chorus.standalone.bench.BenchReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the pipeline against the emulator, everything in one run. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measure the pipeline against the engine emulator (some three minutes).",
    subcommands = BenchConnectorCommand.class)
final class BenchCommand implements Callable<Integer> {
  /** Of these, 1,000 are open to bulk work. */
  private static final int PERMITS = 1_053;

  @Option(
      names = "--engines",
      paramLabel = "FILE",
      defaultValue = "${sys:chorus.home:-.}/flink-conf/engines.yaml",
      description = "The engines, of which the first is used (default: ${DEFAULT-VALUE}).")
  Path engines;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
  Path json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    SystemOptions.readable("--engines", engines);
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("chorus-bench");
    Standalone.Options options = new Standalone.Options(oneEngine(), Policy.DEFAULT, null, null);
    try (Session session = Session.start(folder, options, out)) {
      BenchReport report = new Bench(session.system().benched(), out).run();
      JsonFiles.write(json, report);
      out.println();
      out.print(report.text());
      out.flush();
    } finally {
      Folders.delete(folder);
    }
    return 0;
  }

  private EngineCatalog oneEngine() throws IOException {
    var first = EngineCatalog.load(engines).engines().entrySet().iterator().next();
    EngineSpec spec = first.getValue();
    LinkedHashMap<String, EngineSpec> one = new LinkedHashMap<>();
    one.put(
        first.getKey(),
        new EngineSpec(
            spec.protocol(),
            spec.baseUrl(),
            spec.region(),
            spec.dataClasses(),
            PERMITS,
            spec.tenantInFlight(),
            spec.timeoutMs(),
            spec.account(),
            spec.models()));
    return new EngineCatalog(one);
  }
}
