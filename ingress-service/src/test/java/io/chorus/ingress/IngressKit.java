package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.postgres.Batch;
import io.chorus.connector.postgres.BatchTable;
import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.PostgresConfig;
import io.chorus.connector.redis.RedisConfig;
import io.chorus.connector.s3.S3Config;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.SecretRef;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import io.chorus.ingress.store.FileLocation;
import io.chorus.ingress.store.TokenStoreConfig;
import io.chorus.ingress.watch.WatchConfig;
import io.chorus.ingress.webhook.WebhookConfig;
import io.chorus.servers.LocalKafka;
import io.chorus.servers.LocalPostgres;
import io.chorus.servers.LocalRedis;
import io.chorus.servers.s3.LocalS3;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One real Kafka, one real PostgreSQL, and a stand-in for the jobs, for all tests of a JVM. */
public final class IngressKit implements ParameterResolver {
  static final String KEY = "ck-test-3f9a";

  /** What Kafka calls the ingress. */
  static final String USER = "chorus";

  private static final String PASSWORD = "\"quoted\\ \u00fc";

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Parts.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(IngressKit.class))
        .getOrComputeIfAbsent(Parts.class, type -> Parts.start(), Parts.class);
  }

  /** All that is shared. */
  public record Parts(
      Path dir,
      LocalKafka kafka,
      LocalPostgres postgres,
      LocalRedis redis,
      Database database,
      ScriptedJobs jobs)
      implements AutoCloseable {

    static Parts start() {
      try {
        Path dir = Files.createTempDirectory("chorus-ingress-it");
        LocalKafka kafka = LocalKafka.startGuarded(dir.resolve("kafka"));
        kafka.guard().addKeeper(USER, PASSWORD);
        Files.writeString(dir.resolve("kafka-password"), PASSWORD);
        kafka.createTopics(
            Map.of(
                Topics.TASKS,
                3,
                Topics.BULK,
                3,
                Topics.results(Tenants.DEFAULT),
                3,
                Topics.QUEUES,
                1,
                Topics.INQUIRIES,
                1,
                Topics.WHEREABOUTS,
                1));
        kafka.createCompactedTopic(Topics.CONTROL, 1);
        kafka.createCompactedTopic(Topics.KEYS, 1);
        kafka.createCompactedTopic(Topics.GUIDANCE, 1);
        LocalPostgres postgres = LocalPostgres.start(dir.resolve("postgres"));
        Files.writeString(dir.resolve("password"), postgres.password());
        Files.writeString(dir.resolve("key"), KEY + "\n");
        Database database = Database.open(postgres(dir, postgres));
        database.migrate();
        ScriptedJobs jobs = ScriptedJobs.start(kafka.bootstrapServers(), database);
        LocalRedis redis = LocalRedis.start(dir.resolve("redis"));
        return new Parts(dir, kafka, postgres, redis, database, jobs);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static PostgresConfig postgres(Path dir, LocalPostgres postgres) {
      SecretRef password = new SecretRef("file:" + dir.resolve("password"));
      return new PostgresConfig(postgres.jdbcUrl(), postgres.user(), password);
    }

    IngressConfig config() throws IOException {
      return config(folder(), null, null, null, false, null, null);
    }

    IngressConfig config(S3Config s3, TokenStoreConfig tokenStore) throws IOException {
      return config(folder(), s3, null, null, false, null, tokenStore);
    }

    IngressConfig config(FileLocation files, S3Config s3, List<WatchConfig> watch)
        throws IOException {
      return config(files, s3, watch, null, false, null, null);
    }

    IngressConfig config(WebhookConfig webhooks) throws IOException {
      return config(folder(), null, null, webhooks, false, null, null);
    }

    IngressConfig keyless() throws IOException {
      return config(folder(), null, null, null, true, null, null);
    }

    IngressConfig config(OidcConfig oidc) throws IOException {
      return config(folder(), null, null, null, false, oidc, null);
    }

    private FileLocation folder() {
      return FileLocation.of(fileFolder());
    }

    /** Where files lie, unless a configuration says otherwise. */
    Path fileFolder() {
      return dir.resolve("files");
    }

    private IngressConfig config(
        FileLocation files,
        S3Config s3,
        List<WatchConfig> watch,
        WebhookConfig webhooks,
        boolean keyless,
        OidcConfig oidc,
        TokenStoreConfig tokenStore)
        throws IOException {
      return new IngressConfig(
          null,
          0,
          kafka("kafka-password"),
          null,
          postgres(dir, postgres),
          new SecretRef("file:" + dir.resolve("key")),
          EngineCatalog.load(Path.of("../flink-conf/engines.yaml")),
          null,
          files,
          s3,
          watch,
          redisConfig(),
          webhooks,
          keyless,
          oidc,
          tokenStore);
    }

    /** As everybody comes who tenants must not be: with a password, here from a file. */
    KafkaConfig kafka(String passwordFile) {
      return new KafkaConfig(
          kafka.guard().bootstrapServers(),
          SecurityProtocol.SASL_PLAINTEXT,
          new KafkaConfig.Sasl(null, USER, new SecretRef("file:" + dir.resolve(passwordFile))),
          null);
    }

    S3Config s3(LocalS3 server, String secretKey) throws IOException {
      Path access = Files.writeString(dir.resolve("s3-access"), server.accessKey());
      Path secret = Files.writeString(dir.resolve("s3-secret"), secretKey);
      return new S3Config(
          server.endpoint(),
          null,
          new SecretRef("file:" + access),
          new SecretRef("file:" + secret));
    }

    RedisConfig redisConfig() {
      SecretRef password = new SecretRef("file:" + dir.resolve("redis").resolve("password"));
      return new RedisConfig("127.0.0.1", redis.port(), password);
    }

    int holdsOf(String tenant) throws SQLException {
      return count("SELECT count(*) FROM holds WHERE tenant = ?", tenant);
    }

    /** What the audit log has of somebody. */
    int actsOf(String actor) throws SQLException {
      return count("SELECT count(*) FROM audit_log WHERE actor = ?", actor);
    }

    /** As if a tenant had paused so many batches of made-up names. */
    void hold(String tenant, int many) throws SQLException {
      try (Connection connection = database.dataSource().getConnection();
          PreparedStatement statement =
              connection.prepareStatement(
                  "INSERT INTO holds (scope, tenant, target, paused)"
                      + " SELECT 'BATCH', ?, 'b-' || n, true FROM generate_series(1, ?) n")) {
        statement.setString(1, tenant);
        statement.setInt(2, many);
        statement.executeUpdate();
      }
    }

    /** As if a tenant with a budget had spent so much. */
    void spend(String tenant, long nanoUsd) throws SQLException {
      try (Connection connection = database.dataSource().getConnection();
          PreparedStatement statement =
              connection.prepareStatement(
                  "UPDATE budgets SET spent_nano_usd = ? WHERE tenant = ?")) {
        statement.setLong(1, nanoUsd);
        statement.setString(2, tenant);
        statement.executeUpdate();
      }
    }

    int untold(String webhookId) throws SQLException {
      return count("SELECT count(*) FROM webhook_outbox WHERE webhook_id = ?", webhookId);
    }

    int attempts(String webhookId) throws SQLException {
      String query = "SELECT coalesce(sum(attempts), 0) FROM webhook_outbox WHERE webhook_id = ?";
      return count(query, webhookId);
    }

    /** A webhook of an endpoint that is no longer there. */
    void leaveWebhook(String webhookId, int daysAgo) throws SQLException {
      String insert =
          "INSERT INTO webhook_outbox (webhook_id, endpoint, body, next_at_ms, created_at)"
              + " VALUES (?, 'gone', '{}', 0, now() - ? * interval '1 day')";
      try (Connection connection = database.dataSource().getConnection();
          PreparedStatement statement = connection.prepareStatement(insert)) {
        statement.setString(1, webhookId);
        statement.setInt(2, daysAgo);
        statement.executeUpdate();
      }
    }

    void forgetWebhooks() throws SQLException {
      try (Connection connection = database.dataSource().getConnection();
          PreparedStatement delete = connection.prepareStatement("DELETE FROM webhook_outbox")) {
        delete.executeUpdate();
      }
    }

    /** A batch of the default tenant that has just ended. */
    String endedBatch() {
      long now = System.currentTimeMillis();
      String id = "batch_" + UUID.randomUUID();
      new BatchTable(database)
          .add(
              Batch.begun(Tenants.DEFAULT, id, "file-x", Map.of(), now, now)
                  .ended(Batch.Status.COMPLETED, null));
      return id;
    }

    /**
     * As a replica leaves a batch that is killed.
     *
     * @param as what is set in the batch's row
     */
    void leaveBatch(String batchId, String as) throws SQLException {
      change(
          "UPDATE batches SET " + as + ", owner = 'dead', owned_until_ms = 0 WHERE batch_id = ?",
          batchId);
    }

    /** From now on nobody can note that more lines are fed of a batch of so many. */
    void keepFedAtMost(int lines, int total) throws SQLException {
      execute(
          "ALTER TABLE batches ADD CONSTRAINT few CHECK (total <> %d OR fed <= %d) NOT VALID"
              .formatted(total, lines));
    }

    void keepFedAsItIs() throws SQLException {
      execute("ALTER TABLE batches DROP CONSTRAINT few");
    }

    private void execute(String statement) throws SQLException {
      try (Connection connection = database.dataSource().getConnection();
          PreparedStatement prepared = connection.prepareStatement(statement)) {
        prepared.execute();
      }
    }

    /** Whether a replica has taken a batch since it was left. */
    boolean isTaken(String batchId) throws SQLException {
      return count("SELECT count(*) FROM batches WHERE batch_id = ? AND owner <> 'dead'", batchId)
          == 1;
    }

    /** Lines of a batch that are surely accepted. */
    int fed(String batchId) throws SQLException {
      return count("SELECT fed FROM batches WHERE batch_id = ?", batchId);
    }

    /** Tasks that lines of a batch have become. */
    int tasksOf(String batchId) throws SQLException {
      return count("SELECT count(*) FROM tasks WHERE batch = ?", batchId);
    }

    /** The roots of a batch's tasks. */
    Set<String> roots(String batchId) throws SQLException {
      Set<String> roots = new TreeSet<>();
      try (Connection connection = database.dataSource().getConnection();
          PreparedStatement statement =
              connection.prepareStatement("SELECT root_id FROM tasks WHERE batch = ?")) {
        statement.setString(1, batchId);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            roots.add(rows.getString(1));
          }
        }
      }
      return roots;
    }

    int keys() throws SQLException {
      return count("SELECT count(*) FROM api_keys WHERE tenant = ?", Tenants.DEFAULT);
    }

    /** As a database is that was restored from a backup of a time before. */
    void forgetEnd(String keyId) throws SQLException {
      change("UPDATE api_keys SET revoked_at_ms = 0, version = 1 WHERE key_id = ?", keyId);
    }

    void forgetKey(String keyId) throws SQLException {
      change("DELETE FROM api_keys WHERE key_id = ?", keyId);
    }

    private void change(String statement, String parameter) throws SQLException {
      try (Connection connection = database.dataSource().getConnection();
          PreparedStatement prepared = connection.prepareStatement(statement)) {
        prepared.setString(1, parameter);
        assertThat(prepared.executeUpdate()).isEqualTo(1);
      }
    }

    int rowsOf(String taskId) throws SQLException {
      return count("SELECT count(*) FROM tasks WHERE task_id = ?::uuid", taskId);
    }

    int linesOf(String tenant) throws SQLException {
      return count("SELECT count(*) FROM tasks WHERE tenant = ? AND batch IS NOT NULL", tenant);
    }

    int rows(String customId) throws SQLException {
      return count("SELECT count(*) FROM tasks WHERE custom_id = ?", customId);
    }

    private int count(String query, String parameter) throws SQLException {
      try (Connection connection = database.dataSource().getConnection();
          PreparedStatement statement = connection.prepareStatement(query)) {
        statement.setString(1, parameter);
        try (ResultSet rows = statement.executeQuery()) {
          rows.next();
          return rows.getInt(1);
        }
      }
    }

    @Override
    public void close() throws IOException {
      jobs.close();
      database.close();
      redis.close();
      postgres.close();
      kafka.close();
      try (Stream<Path> files = Files.walk(dir)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
