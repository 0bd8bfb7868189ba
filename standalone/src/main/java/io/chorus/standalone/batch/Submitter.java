package io.chorus.standalone.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.contracts.CloudEvent;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.TaskValidator;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Topics;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends a batch file as any producer would, to the raw topic of its tenant. Lines that are no tasks
 * are told at once. Not thread-safe.
 */
final class Submitter implements AutoCloseable {
  private static final int MAX_REQUEST_BYTES = 8 << 20;

  private final TaskValidator validator;
  private final KafkaProducer<String, byte[]> producer;
  private volatile Exception refused;

  Submitter(KafkaConfig kafka, EngineCatalog catalog) {
    this.validator = new TaskValidator(catalog);
    this.producer =
        new KafkaProducer<>(properties(kafka), new StringSerializer(), new ByteArraySerializer());
  }

  private static Properties properties(KafkaConfig kafka) {
    Properties properties = kafka.properties();
    properties.put("client.id", "chorus-run");
    properties.put("acks", "all");
    properties.put("enable.idempotence", true);
    properties.put("linger.ms", 5);
    properties.put("max.request.size", MAX_REQUEST_BYTES);
    return properties;
  }

  /**
   * Sends every good line.
   *
   * @param accepted hears each task id before it is sent
   * @param rejected hears the error line of each line that is no task
   * @throws IOException where the file can't be read or Kafka did not take a line
   */
  void submit(Run run, Path input, Consumer<String> accepted, Consumer<String> rejected)
      throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(input))) {
      BatchFile lines = new BatchFile(in, validator, run);
      for (Optional<BatchFile.Line> next = lines.next(); next.isPresent(); next = lines.next()) {
        BatchFile.Line line = next.get();
        if (line.isTask()) {
          accepted.accept(run.taskId(line.customId()));
          send(run, line);
        } else {
          rejected.accept(line.error());
        }
      }
    }
    producer.flush();
    failIfRefused();
  }

  private void send(Run run, BatchFile.Line line) throws IOException {
    failIfRefused();
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topics.raw(Tenants.DEFAULT), run.taskId(line.customId()), line.body());
    new CloudEvent(run.eventId(line.customId()), CloudEvent.TASK, run.startedAt())
        .headers()
        .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
    var unused =
        producer.send(
            record,
            (metadata, failure) -> {
              if (failure != null) {
                refused = failure;
              }
            });
  }

  private void failIfRefused() throws IOException {
    if (refused != null) {
      throw new IOException("Kafka did not take a line: " + refused.getMessage(), refused);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
