package io.chorus.connector.rabbitmq;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/**
 * Keeps in checkpointed state which messages came: one that was acked before a checkpoint had it is
 * missing here for ever.
 */
final class Remembered implements MapFunction<String, String>, CheckpointedFunction {

  /** What a test sees of the job's function, and may do to it. */
  static final class Watch {
    final Set<String> ids = ConcurrentHashMap.newKeySet();
    final AtomicInteger messages = new AtomicInteger();
    final AtomicInteger starts = new AtomicInteger();
    volatile Consumer<String> onMessage = id -> {};
  }

  private static final Map<String, Watch> WATCHES = new ConcurrentHashMap<>();

  private final String job;
  private transient Watch watch;
  private transient ListState<String> state;

  private Remembered(String job) {
    this.job = job;
  }

  static Remembered of(String job) {
    return new Remembered(job);
  }

  static Watch watch(String job) {
    return WATCHES.computeIfAbsent(job, name -> new Watch());
  }

  @Override
  public String map(String id) {
    watch.onMessage.accept(id);
    watch.messages.incrementAndGet();
    watch.ids.add(id);
    return id;
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(watch.ids.stream().toList());
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    watch = watch(job);
    watch.starts.incrementAndGet();
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("ids", Types.STRING));
    watch.ids.clear();
    state.get().forEach(watch.ids::add);
  }
}
