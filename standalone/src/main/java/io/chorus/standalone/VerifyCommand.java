package io.chorus.standalone;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.contracts.EngineCatalog;
import io.chorus.servers.LocalKafka;
import io.chorus.servers.LocalPostgres;
import io.chorus.standalone.verify.Verifier;
import io.chorus.standalone.verify.VerifyReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
  Path json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    SystemOptions.readable("--engines", engines);
    VerifyReport report = report();
    JsonFiles.write(json, report);
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.text());
    out.flush();
    return report.holds() ? 0 : 1;
  }

  private VerifyReport report() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new UsageException("there is no data folder " + folder + "; say which with --data DIR");
    }
    try (DataFolder data = DataFolder.open(folder)) {
      return ofStopped(data);
    } catch (DataFolder.InUseException e) {
      return ofRunning();
    }
  }

  private VerifyReport ofStopped(DataFolder data) throws IOException {
    try (LocalPostgres postgres = LocalPostgres.start(data.folder("postgres"));
        LocalKafka kafka = LocalKafka.start(data.folder("kafka"))) {
      return verify(
          Standalone.postgresConfig(data, postgres), kafka.bootstrapServers(), data.journal());
    }
  }

  private VerifyReport ofRunning() throws IOException {
    SystemInfo info = SystemInfo.read(folder);
    return verify(info.postgres(folder), info.kafkaBootstrap(), Path.of(info.journal()));
  }

  private VerifyReport verify(PostgresConfig postgres, String kafka, Path journal)
      throws IOException {
    try (Database database = Database.open(postgres)) {
      database.migrate();
      return new Verifier(database, kafka, EngineCatalog.load(engines), journal).verify(quiesced);
    }
  }
}
