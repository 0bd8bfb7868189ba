package io.chorus.ingress;

import static org.awaitility.Awaitility.await;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.FinalStore;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Hold;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Result;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.contracts.ToolCall;
import io.chorus.contracts.Topics;
import io.chorus.contracts.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Stands in for the jobs: ends each task the way its label {@code end} says, commits that, and
 * publishes it unless the label {@code silent} is there. A task without the labels stays open. The
 * label {@code say} is the answer, said as often as {@code times} says; {@code call} is a tool that
 * is called instead; {@code after} are the milliseconds until it ends, or {@code cancel} where it
 * ends when its batch is cancelled. {@link #end(String, String, String)} ends one that is open.
 */
final class ScriptedJobs implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<String, byte[]> tasks;
  private final KafkaProducer<String, byte[]> results;
  private final FinalStore finals;
  private final Thread thread = new Thread(this::work, "scripted-jobs");
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, Task> open = new ConcurrentHashMap<>();

  /** By batch, those that end with it. Used on the thread that reads alone. */
  private final Map<String, List<Task>> untilCancelled = new HashMap<>();

  private final Set<String> cancelled = new HashSet<>();
  private volatile boolean closed;

  private ScriptedJobs(String bootstrap, Database database) {
    Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrap);
    tasks = new KafkaConsumer<>(kafka, new StringDeserializer(), new ByteArrayDeserializer());
    results = new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer());
    finals = new FinalStore(database);
    List<TopicPartition> all =
        Stream.of(Topics.TASKS, Topics.BULK, Topics.CONTROL)
            .flatMap(topic -> tasks.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    tasks.assign(all);
    tasks.seekToBeginning(all);
  }

  static ScriptedJobs start(String bootstrap, Database database) {
    ScriptedJobs jobs = new ScriptedJobs(bootstrap, database);
    jobs.thread.start();
    // its thread is there before a test looks at which threads there are
    jobs.later.execute(() -> {});
    return jobs;
  }

  private void work() {
    while (!closed) {
      for (ConsumerRecord<String, byte[]> message : tasks.poll(POLL)) {
        if (Topics.isTasks(message.topic())) {
          begin(read(message.value(), Task.class));
        } else if (message.key().startsWith(Hold.Scope.BATCH + "/")) {
          hold(read(message.value(), Hold.class));
        }
      }
    }
    tasks.close();
    results.close();
    finals.close();
  }

  private void begin(Task task) {
    String after = task.metadata().getOrDefault("after", "0");
    if (!after.equals("cancel")) {
      endAfter(task, Long.parseLong(after));
    } else if (cancelled.contains(task.batch())) {
      endAfter(task, 0);
    } else {
      untilCancelled.computeIfAbsent(task.batch(), name -> new ArrayList<>()).add(task);
    }
  }

  private void hold(Hold hold) {
    if (hold.cancelledAtMs() > 0 && cancelled.add(hold.target())) {
      List<Task> over = untilCancelled.remove(hold.target());
      if (over != null) {
        over.forEach(task -> endAfter(task, 0));
      }
    }
  }

  private void endAfter(Task task, long ms) {
    var unused = later.schedule(() -> end(task), ms, TimeUnit.MILLISECONDS);
  }

  private static <T> T read(byte[] value, Class<T> type) {
    try {
      return Json.read(value, type);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException(e);
    }
  }

  private void end(Task task) {
    String how = task.metadata().get("end");
    if (how == null) {
      open.put(task.taskId(), task);
    } else {
      end(task, how);
    }
  }

  /**
   * Ends an open task.
   *
   * @param how like the label {@code end}
   * @param text of the answer
   */
  void end(String taskId, String how, String text) {
    await().atMost(Duration.ofSeconds(20)).until(() -> open.containsKey(taskId));
    Task task = open.remove(taskId);
    Map<String, String> labels = new HashMap<>(task.metadata());
    labels.put("say", text);
    end(
        new Task(
            task.schemaVersion(),
            task.tenant(),
            task.taskId(),
            task.rootId(),
            task.customId(),
            task.batch(),
            task.lane(),
            task.strategy(),
            task.model(),
            task.quality(),
            task.samples(),
            task.maxCostNanoUsd(),
            task.cacheMaxAgeMs(),
            task.dataClass(),
            task.acceptedAtMs(),
            task.deadlineMs(),
            task.bodyHash(),
            labels,
            task.stream(),
            false,
            task.payload()),
        how);
  }

  /** Whether an open task has been read. */
  boolean hasOpen(String taskId) {
    return open.containsKey(taskId);
  }

  private void end(Task task, String how) {
    FinalState state = FinalState.valueOf(how.split(":", 2)[0]);
    String code = state == FinalState.SUCCEEDED ? null : how.split(":", 2)[1];
    byte[] result = Json.write(result(task, state, code));
    byte[] stored =
        finals
            .commit(task.tenant(), task.taskId(), state, result)
            .orTimeout(30, TimeUnit.SECONDS)
            .join();
    if (!task.metadata().containsKey("silent")) {
      var unused =
          results.send(new ProducerRecord<>(Topics.results(task.tenant()), task.taskId(), stored));
    }
  }

  private static Result result(Task task, FinalState state, String code) {
    boolean answered = code == null;
    return new Result(
        SchemaVersion.CURRENT,
        task.tenant(),
        task.taskId(),
        task.rootId(),
        task.customId(),
        task.lane(),
        state,
        Strategy.SINGLE,
        answered ? "openai" : null,
        answered ? "gpt-4o-mini" : null,
        answered ? 0.75 : 0,
        List.of(),
        1,
        2,
        0,
        Map.of("RATE_LIMITED", 1),
        new Usage(12, 30),
        2_500_000,
        task.acceptedAtMs(),
        task.acceptedAtMs() + 1_000,
        code,
        answered ? null : "scripted",
        task.metadata(),
        null,
        Payload.of(answered ? Json.writeText(answer(task)) : ""));
  }

  private static ChatAnswer answer(Task task) {
    List<ChatMessage> turns = Json.readOwn(task.payload().text(), ChatRequest.class).messages();
    ChatMessage last = turns.get(turns.size() - 1);
    String tool = task.metadata().get("call");
    if (last.role().equals("tool")) {
      return new ChatAnswer("The tool said: " + last.content(), "stop");
    }
    return tool == null
        ? new ChatAnswer(said(task.metadata()), "stop")
        : new ChatAnswer(
            "", "tool_calls", List.of(new ToolCall("call-1", tool, "{\"city\":\"Hue\"}", null)));
  }

  private static String said(Map<String, String> labels) {
    return labels
        .getOrDefault("say", "Forty-two.")
        .repeat(Integer.parseInt(labels.getOrDefault("times", "1")));
  }

  @Override
  public void close() {
    closed = true;
    later.shutdownNow();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
