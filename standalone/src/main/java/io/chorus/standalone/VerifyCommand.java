package io.chorus.standalone;

import io.chorus.connector.postgres.Database;
import io.chorus.contracts.EngineCatalog;
import io.chorus.standalone.verify.Verifier;
import io.chorus.standalone.verify.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks the promises on the data of a system, whether it runs or not. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Check that every task ended once, nothing was paid twice, all read the same.")
final class VerifyCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".chorus",
      description = "Folder of the system (default: ${DEFAULT-VALUE}).")
  Path folder;

  @Option(
      names = "--engines",
      paramLabel = "FILE",
      defaultValue = "${sys:chorus.home:-.}/flink-conf/engines.yaml",
      description = "The engines (default: ${DEFAULT-VALUE}).")
  Path engines;

  @Option(names = "--quiesced", description = "No task may be open.")
  boolean quiesced;

  @Mixin Figures figures;

  @Override
  public Integer call() throws Exception {
    SystemOptions.readable("--engines", engines);
    VerifyReport report = report();
    figures.tell(report, report.text());
    return report.holds() ? 0 : 1;
  }

  private VerifyReport report() throws IOException {
    try (StoredSystem system = StoredSystem.open(folder);
        Database database = Database.open(system.postgres())) {
      database.migrate();
      return new Verifier(database, system.kafka(), EngineCatalog.load(engines), system.journal())
          .verify(quiesced);
    }
  }
}
