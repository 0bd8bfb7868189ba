package io.chorus.jobs;

import io.chorus.contracts.Letter;
import io.chorus.contracts.Task;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Parts the tasks from those whose id already names another content. */
final class RejectConflicts extends ProcessFunction<Admitted, Task> {
  static final OutputTag<Letter> REJECTED =
      new OutputTag<>("conflicts", TypeInformation.of(Letter.class));

  @Override
  public void processElement(Admitted admitted, Context context, Collector<Task> out) {
    if (admitted.rejected() == null) {
      out.collect(admitted.task());
    } else {
      context.output(REJECTED, admitted.rejected());
    }
  }
}
