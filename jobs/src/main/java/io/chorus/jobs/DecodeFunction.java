package io.chorus.jobs;

import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Json;
import io.chorus.contracts.Letter;
import io.chorus.contracts.Letters;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.RawRecord;
import io.chorus.contracts.RawRecords;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.TaskValidator;
import io.chorus.contracts.Topics;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns records into tasks. Those of the ingress are tasks already; a producer's is validated here,
 * and goes to the dead letters with the reason where it is none.
 */
final class DecodeFunction extends ProcessFunction<RawRecord, Decoded> {
  static final OutputTag<Letter> REJECTED =
      new OutputTag<>("rejected", TypeInformation.of(Letter.class));

  private static final Logger LOG = LoggerFactory.getLogger(DecodeFunction.class);

  private final EngineCatalog catalog;
  private transient RawRecords producers;
  private transient Counter unreadable;

  DecodeFunction(EngineCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void open(OpenContext context) {
    producers = new RawRecords(new TaskValidator(catalog));
    unreadable = getRuntimeContext().getMetricGroup().counter("unreadableRecords");
  }

  @Override
  public void processElement(RawRecord raw, Context context, Collector<Decoded> out) {
    if (!Topics.isRaw(raw.topic())) {
      accepted(raw, context, out);
      return;
    }
    RawRecords.Outcome outcome = producers.read(raw);
    if (outcome.task() != null) {
      out.collect(new Decoded(outcome.task(), raw));
    } else {
      context.output(REJECTED, outcome.letter());
    }
  }

  private void accepted(RawRecord raw, Context context, Collector<Decoded> out) {
    try {
      Task task = Json.read(raw.value(), Task.class);
      if (TaskIds.isTaskId(task.taskId()) && TaskIds.isTaskId(task.rootId())) {
        out.collect(new Decoded(task, raw));
      } else {
        leaveOut(raw, "has no task id", context);
      }
    } catch (MalformedJsonException e) {
      leaveOut(raw, e.getMessage(), context);
    }
  }

  private void leaveOut(RawRecord raw, String why, Context context) {
    unreadable.inc();
    context.output(REJECTED, Letters.unreadable(raw, why));
    LOG.error("left out {}: {}", raw.place(), why);
  }
}
