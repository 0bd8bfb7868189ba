package io.chorus.standalone;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.servers.LocalKafka;
import io.chorus.servers.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The data of a system, whether it runs or not: of one that is stopped, what is needed is started
 * for as long as this is open.
 */
final class StoredSystem implements AutoCloseable {
  private final PostgresConfig postgres;
  private final KafkaConfig kafka;
  private final Path journal;
  private final Started started;

  private StoredSystem(PostgresConfig postgres, KafkaConfig kafka, Path journal, Started started) {
    this.postgres = postgres;
    this.kafka = kafka;
    this.journal = journal;
    this.started = started;
  }

  /** All of it. */
  static StoredSystem open(Path folder) throws IOException {
    return open(folder, true);
  }

  /** Without {@link #kafka}, unless the system runs. */
  static StoredSystem openTables(Path folder) throws IOException {
    return open(folder, false);
  }

  /**
   * Of one that runs.
   *
   * @throws UsageException where none does
   */
  static StoredSystem running(Path folder) throws IOException {
    required(folder);
    try (DataFolder data = DataFolder.open(folder)) {
      throw new UsageException(
          "no system runs on "
              + data.root()
              + "; start it with './chorus up --data "
              + folder
              + "'");
    } catch (DataFolder.InUseException e) {
      return ofRunning(folder);
    }
  }

  private static StoredSystem open(Path folder, boolean withKafka) throws IOException {
    required(folder);
    try {
      return Started.on(DataFolder.open(folder), withKafka);
    } catch (DataFolder.InUseException e) {
      return ofRunning(folder);
    }
  }

  private static void required(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new UsageException("there is no data folder " + folder + "; say which with --data DIR");
    }
  }

  private static StoredSystem ofRunning(Path folder) throws IOException {
    SystemInfo info =
        SystemInfo.of(folder)
            .orElseThrow(
                () ->
                    new UsageException(
                        "the system on " + folder + " is starting or stopping; try again"));
    return new StoredSystem(
        info.postgres(folder),
        KafkaConfig.open(info.kafkaBootstrap()),
        Path.of(info.journal()),
        null);
  }

  PostgresConfig postgres() {
    return postgres;
  }

  KafkaConfig kafka() {
    return kafka;
  }

  Path journal() {
    return journal;
  }

  @Override
  public void close() throws IOException {
    if (started != null) {
      started.close();
    }
  }

  /**
   * What was started for a look.
   *
   * @param kafka or null
   */
  private record Started(DataFolder data, LocalPostgres postgres, LocalKafka kafka)
      implements AutoCloseable {

    static StoredSystem on(DataFolder data, boolean withKafka) throws IOException {
      LocalPostgres postgres = null;
      try {
        postgres = LocalPostgres.start(data.folder("postgres"));
        LocalKafka kafka = withKafka ? LocalKafka.start(data.folder("kafka")) : null;
        return new StoredSystem(
            Standalone.postgresConfig(data, postgres),
            kafka == null ? null : KafkaConfig.open(kafka.bootstrapServers()),
            data.journal(),
            new Started(data, postgres, kafka));
      } catch (IOException | RuntimeException e) {
        new Started(data, postgres, null).close();
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      try (data;
          postgres;
          kafka) {
        // in this order, the last first
      }
    }
  }
}
