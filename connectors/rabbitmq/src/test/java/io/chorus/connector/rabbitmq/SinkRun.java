package io.chorus.connector.rabbitmq;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.api.connector.sink2.SinkWriter;

/** A sink's writer without a job around it. */
final class SinkRun implements AutoCloseable {

  final FakeWriterContext task = new FakeWriterContext();
  private final SinkWriter<OutgoingMessage> writer;
  private final ExecutorService background = Executors.newCachedThreadPool();

  SinkRun(RabbitMQSinkBuilder<OutgoingMessage> sink) throws IOException {
    this.writer = sink.build().createWriter(task);
  }

  SinkRun write(List<OutgoingMessage> messages) throws IOException, InterruptedException {
    for (OutgoingMessage message : messages) {
      writer.write(message, null);
    }
    return this;
  }

  SinkRun write(OutgoingMessage message) throws IOException, InterruptedException {
    return write(List.of(message));
  }

  void flush() throws IOException, InterruptedException {
    writer.flush(false);
  }

  /** Writes and flushes on another thread. */
  CompletableFuture<Void> start(List<OutgoingMessage> messages) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            write(messages).flush();
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e.getMessage(), e);
          }
        },
        background);
  }

  long gauge(String name) {
    return task.metrics.gauge(name);
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (Exception e) {
      throw new AssertionError("The writer does not close", e);
    } finally {
      background.shutdownNow();
    }
  }
}
