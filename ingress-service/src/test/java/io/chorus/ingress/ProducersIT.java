package io.chorus.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Json;
import io.chorus.contracts.Payload;
import io.chorus.contracts.RawRecord;
import io.chorus.contracts.RawRecords;
import io.chorus.contracts.Result;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskValidator;
import io.chorus.contracts.Topics;
import io.chorus.contracts.Usage;
import io.chorus.servers.LocalKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Producers at a broker where tenants log in, and what they may do there. */
@Timeout(120)
class ProducersIT {
  private static final String ACME = "acme";

  /** Begins with the other's name. */
  private static final String RIVAL = "acme-rival";

  @TempDir private static Path dir;
  private static LocalKafka kafka;
  private static Admin chorus;

  @BeforeAll
  static void start() throws Exception {
    kafka = LocalKafka.startGuarded(dir);
    kafka.createTopics(Map.of(Topics.TASKS, 1, Topics.BULK, 1, Topics.DEAD_LETTERS, 1));
    chorus = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    TenantTopics topics = new TenantTopics(chorus, new TenantAcls(chorus, "User:{tenant}"));
    for (String tenant : List.of(ACME, RIVAL, ACME)) {
      kafka.guard().addUser(tenant, password(tenant));
      topics.ensure(tenant);
      await().until(() -> seenBy(tenant).size() == 2);
    }
  }

  @AfterAll
  static void stop() {
    chorus.close();
    kafka.close();
  }

  private static String password(String tenant) {
    return tenant + "-knows";
  }

  private static Map<String, Object> as(String tenant) {
    return new HashMap<>(kafka.guard().clientOf(tenant, password(tenant)));
  }

  private static Set<String> seenBy(String tenant) throws Exception {
    try (Admin admin = Admin.create(as(tenant))) {
      return admin.listTopics().names().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aTenantSeesItsOwnTopicsAlone() throws Exception {
    assertThat(seenBy(ACME)).containsExactlyInAnyOrder("tasks.raw.acme", "results.acme");
    assertThat(seenBy(RIVAL))
        .containsExactlyInAnyOrder("tasks.raw.acme-rival", "results.acme-rival");
  }

  @Test
  void theExampleOfAProducerSendsATaskAndPrintsItsAnswer() throws Exception {
    Process producer = example("order-7", "Why is the sky blue?");
    try {
      RawRecord raw = firstOf(Topics.raw(ACME));
      Task task = readByTheTaskJob(raw);
      assertThat(raw.headers()).containsKeys("ce_id", "ce_time");
      assertThat(task.tenant()).isEqualTo(ACME);
      assertThat(task.customId()).isEqualTo("order-7");
      assertThat(task.payload().text()).contains("Why is the sky blue?");
      publish(result(task, "It scatters light."));

      assertThat(producer.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String said = new String(producer.getInputStream().readAllBytes(), UTF_8);
      assertThat(said).endsWith("SUCCEEDED\nIt scatters light.\n");
    } finally {
      producer.destroyForcibly();
    }
  }

  private static Stream<Arguments> whatIsNotTheirs() {
    return Stream.of(
        refused("to write another tenant's tasks", () -> write(Topics.raw(RIVAL))),
        refused("to write another tenant's results", () -> write(Topics.results(RIVAL))),
        refused("to write results of their own", () -> write(Topics.results(ACME))),
        refused("to write past the validation", () -> write(Topics.TASKS)),
        refused("to read another tenant's results", () -> read(Topics.results(RIVAL))),
        refused("to read another tenant's tasks", () -> read(Topics.raw(RIVAL))),
        refused("to read tasks, their own too", () -> read(Topics.raw(ACME))),
        refused("to read the dead letters of all", () -> read(Topics.DEAD_LETTERS)),
        refused("to join another tenant's group", () -> join(RIVAL + ".readers")),
        refused("to join a group of nobody's", () -> join("readers")),
        refused(
            "to make topics",
            () ->
                ask(
                    admin ->
                        admin.createTopics(List.of(new NewTopic("mine", 1, (short) 1))).all())),
        refused(
            "to delete topics",
            () -> ask(admin -> admin.deleteTopics(List.of(Topics.raw(ACME))).all())),
        refused(
            "to see who may do what",
            () -> ask(admin -> admin.describeAcls(AclBindingFilter.ANY).values())));
  }

  private static Arguments refused(String what, Executable act) {
    return Arguments.of(what, act);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whatIsNotTheirs")
  void tenantsAreNotAllowed(String what, Executable act) {
    assertThatThrownBy(act::execute).as(what).isInstanceOf(AuthorizationException.class);
  }

  private static Process example(String name, String prompt) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "../examples/producers/SendTask.java",
                name,
                prompt)
            .redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "KAFKA_BOOTSTRAP",
                kafka.guard().bootstrapServers(),
                "KAFKA_PROTOCOL",
                "SASL_PLAINTEXT",
                "KAFKA_USER",
                ACME,
                "KAFKA_PASSWORD",
                password(ACME)));
    return builder.start();
  }

  private static RawRecord firstOf(String topic) {
    try (KafkaConsumer<String, byte[]> consumer =
        consumer(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      begin(consumer, topic);
      return await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  StreamSupport.stream(consumer.poll(Duration.ofMillis(200)).spliterator(), false)
                      .map(ProducersIT::raw)
                      .findFirst(),
              Optional::isPresent)
          .orElseThrow();
    }
  }

  private static RawRecord raw(ConsumerRecord<String, byte[]> message) {
    Map<String, String> headers =
        StreamSupport.stream(message.headers().spliterator(), false)
            .collect(
                Collectors.toMap(
                    header -> header.key(), header -> new String(header.value(), UTF_8)));
    return new RawRecord(
        message.topic(),
        message.partition(),
        message.offset(),
        message.timestamp(),
        headers,
        message.value());
  }

  private static Task readByTheTaskJob(RawRecord raw) throws IOException {
    EngineCatalog catalog = EngineCatalog.load(Path.of("../flink-conf/engines.yaml"));
    return new RawRecords(new TaskValidator(catalog)).read(raw).task();
  }

  private static Result result(Task task, String answer) {
    return new Result(
        SchemaVersion.CURRENT,
        task.tenant(),
        task.taskId(),
        task.rootId(),
        task.customId(),
        task.lane(),
        FinalState.SUCCEEDED,
        Strategy.SINGLE,
        "openai",
        "gpt-4o-mini",
        1,
        List.of(),
        1,
        1,
        0,
        Map.of(),
        Usage.NONE,
        0,
        task.acceptedAtMs(),
        task.acceptedAtMs(),
        null,
        null,
        Map.of(),
        null,
        Payload.of(Json.writeText(new ChatAnswer(answer, "stop"))));
  }

  private static void publish(Result result) throws Exception {
    send(
        Map.of("bootstrap.servers", kafka.bootstrapServers()),
        new ProducerRecord<>(Topics.results(result.tenant()), result.taskId(), Json.write(result)));
  }

  private static void write(String topic) throws Exception {
    send(as(ACME), new ProducerRecord<>(topic, "key", "{}".getBytes(UTF_8)));
  }

  private static void send(Map<String, Object> settings, ProducerRecord<String, byte[]> message)
      throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      var unused = unwrapped(producer.send(message));
    }
  }

  private static void read(String topic) {
    try (KafkaConsumer<String, byte[]> consumer = consumer(as(ACME))) {
      begin(consumer, topic);
      consumer.poll(Duration.ofSeconds(20));
    }
  }

  private static void join(String group) {
    Map<String, Object> settings = as(ACME);
    settings.put("group.id", group);
    try (KafkaConsumer<String, byte[]> consumer = consumer(settings)) {
      consumer.subscribe(List.of(Topics.results(ACME)));
      consumer.poll(Duration.ofSeconds(20));
    }
  }

  private static KafkaConsumer<String, byte[]> consumer(Map<String, Object> settings) {
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static void begin(KafkaConsumer<String, byte[]> consumer, String topic) {
    List<TopicPartition> first = List.of(new TopicPartition(topic, 0));
    consumer.assign(first);
    consumer.seekToBeginning(first);
  }

  private static void ask(Function<Admin, KafkaFuture<?>> question) throws Exception {
    try (Admin admin = Admin.create(as(ACME))) {
      var unused = unwrapped(question.apply(admin));
    }
  }

  private static <T> T unwrapped(Future<T> future) throws Exception {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
