package io.chorus.standalone;

import io.chorus.standalone.bench.stream.StreamBench;
import io.chorus.standalone.bench.stream.StreamReport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a stream's way through Chorus adds to the engine's first token. */
@Command(
    name = "stream",
    mixinStandardHelpOptions = true,
    description =
        "Measure how long after the engine's first token a client has it (some two minutes).")
final class BenchStreamCommand implements Callable<Integer> {
  private static final int PERMITS = 96;

  @Mixin Measurement measurement;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = measurement.screen();
    Standalone.Options options = BenchEngines.first(measurement.engines.load(), PERMITS);
    StreamReport report =
        Measurement.on(options, out, session -> new StreamBench(session.system().benched()).run());
    measurement.tell(report, report.text());
    return 0;
  }
}
