package io.chorus.standalone.bench.connector;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Sinks that tell the lap of this process what they see. One lap at a time, one subtask each. */
final class TimedSinks {
  private static volatile Lap lap = new Lap(0);

  private TimedSinks() {}

  static void begin(Lap next) {
    lap = next;
  }

  /** From the first element to the end of the last flush. */
  record Around(Sink<Long> sink) implements Sink<Long> {
    @Override
    public SinkWriter<Long> createWriter(WriterInitContext context) throws IOException {
      return new AroundWriter(sink.createWriter(context));
    }
  }

  /** From the first element to the last. */
  record AtTheEnd() implements Sink<Long> {
    @Override
    public SinkWriter<Long> createWriter(WriterInitContext context) {
      return new LastWriter();
    }
  }

  // The writer's close may throw what it likes, and Flink expects that.
  @SuppressWarnings("try")
  private record AroundWriter(SinkWriter<Long> writer) implements SinkWriter<Long> {
    @Override
    public void write(Long number, Context context) throws IOException, InterruptedException {
      lap.message(false);
      writer.write(number, context);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      writer.flush(endOfInput);
      if (endOfInput) {
        lap.over();
      }
    }

    @Override
    public void close() throws Exception {
      writer.close();
    }
  }

  private record LastWriter() implements SinkWriter<Long> {
    @Override
    public void write(Long number, Context context) {
      lap.message(true);
    }

    @Override
    public void flush(boolean endOfInput) {
      // nothing is kept
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
