package io.chorus.standalone;

import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.servers.LocalPostgres;
import io.chorus.standalone.bench.ledger.LedgerBench;
import io.chorus.standalone.bench.ledger.LedgerReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The ledger alone on a PostgreSQL of its own. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description =
        "Measure the ledger alone, with answers of 1.6 KB on a durable PostgreSQL: what it adds to "
            + "a call, and how many calls a second it takes (some two minutes).")
final class BenchLedgerCommand implements Callable<Integer> {
  private static final long MOST_PAST = 1_000_000_000;

  @Option(
      names = "--past",
      paramLabel = "N",
      defaultValue = "0",
      description = "Calls of the last twenty days that are in it before (default: none).")
  long past;

  @Mixin Figures figures;

  @Override
  public Integer call() throws Exception {
    if (past < 0 || past > MOST_PAST) {
      throw new UsageException("--past is " + past + "; allowed: 0 to " + MOST_PAST);
    }
    PrintWriter out = figures.screen();
    Path folder = Files.createTempDirectory("chorus-bench");
    try (LocalPostgres server = LocalPostgres.start(folder.resolve("postgres"))) {
      PostgresConfig config =
          new PostgresConfig(
              server.jdbcUrl(),
              server.user(),
              SecretRefs.file(folder.resolve("postgres").resolve("password")));
      LedgerReport report = new LedgerBench(config, out).run(past);
      figures.tell(report, report.text());
    } finally {
      Folders.delete(folder);
    }
    return 0;
  }
}
