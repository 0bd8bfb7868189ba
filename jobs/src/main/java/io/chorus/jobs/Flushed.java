package io.chorus.jobs;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * A sink without its committer. At least once, a sink has kept its promise when its writer has
 * flushed, which is before each checkpoint; Flink would still add an operator that commits nothing,
 * and that registers its metric anew, with a warning, at every checkpoint.
 *
 * @param sink whose writer keeps no state and gives nothing to commit
 * @param <T> what it takes
 */
record Flushed<T>(Sink<T> sink) implements Sink<T> {

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    return sink.createWriter(context);
  }
}
