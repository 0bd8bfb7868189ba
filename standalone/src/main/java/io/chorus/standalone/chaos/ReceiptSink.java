package io.chorus.standalone.chaos;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes each number down in a file of the writer's own, with the kernel before the checkpoint
 * completes: a killed process loses no number that the source may ack.
 */
record ReceiptSink(String folder) implements Sink<Long> {

  @Override
  public SinkWriter<Long> createWriter(WriterInitContext context) throws IOException {
    Path file = Path.of(folder, UUID.randomUUID().toString());
    return new Writer(new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file))));
  }

  private record Writer(DataOutputStream out) implements SinkWriter<Long> {

    @Override
    public void write(Long number, Context context) throws IOException {
      out.writeLong(number);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
