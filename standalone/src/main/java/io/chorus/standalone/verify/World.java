package io.chorus.standalone.verify;

import io.chorus.connector.postgres.ClaimRow;
import io.chorus.connector.postgres.FinalRow;
import io.chorus.connector.postgres.LedgerQueries;
import io.chorus.connector.postgres.RecordRow;
import io.chorus.contracts.AskId;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.RawRecords;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.Topics;
import io.chorus.contracts.Usage;
import io.chorus.emulator.JournalLine;
import io.chorus.standalone.batch.Journal;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * All that the checks look at, read in the order that lets a running system be checked: what was
 * promised and paid first, then what the ledger and the final states say of it. Takes some 250
 * bytes for a task with one ask, whatever its size.
 */
final class World {
  private final Map<UUID, TaskFacts> tasks = new HashMap<>();
  private final Map<AskId, Usage> billedAgain = new HashMap<>();
  private final Map<AskId, ClaimRow> claimsOfThose = new HashMap<>();
  private final long beganAtMs = System.currentTimeMillis();
  private long results;
  private long billedCalls;
  private long foreignCalls;
  private long unreadable;
  private final EngineCatalog catalog;
  private final WhereItMay whereItMay = new WhereItMay();

  private World(EngineCatalog catalog) {
    this.catalog = catalog;
  }

  static World read(
      TopicReader topics,
      RawRecords raw,
      LedgerQueries ledger,
      Journal journal,
      EngineCatalog catalog)
      throws IOException {
    World world = new World(catalog);
    ledger.forEachTask(task -> world.accepted(task.taskId(), task.deadlineMs(), task.dataClass()));
    topics.read(Topics::isTasks, world::accepted);
    topics.read(
        Topics::isRaw, record -> world.acceptedRaw(raw.read(TopicReader.raw(record)).task()));
    journal.forEach(world::billed);
    topics.read(Topics::isResults, world::published);
    ledger.forEachClaim(world::claimed);
    ledger.forEachRecord(world::recorded);
    ledger.forEachFinal(world::ended);
    return world;
  }

  private void accepted(ConsumerRecord<String, byte[]> record) {
    Task task = task(record);
    if (task == null || task.taskId() == null || !TaskIds.isTaskId(task.taskId())) {
      // whoever was told that it is accepted has a row too
      unreadable++;
    } else {
      accepted(task.taskId(), task.deadlineMs(), task.dataClass());
    }
  }

  private static Task task(ConsumerRecord<String, byte[]> record) {
    try {
      return record.value() == null ? null : Json.read(record.value(), Task.class);
    } catch (MalformedJsonException e) {
      return null;
    }
  }

  private void acceptedRaw(Task task) {
    if (task != null) {
      accepted(task.taskId(), task.deadlineMs(), task.dataClass());
    }
  }

  private void accepted(String taskId, long deadlineMs, String dataClass) {
    task(taskId).accepted(deadlineMs, dataClass);
  }

  private void billed(JournalLine line) {
    AskId ask = Journal.ask(line);
    if (ask == null) {
      foreignCalls++;
      return;
    }
    billedCalls++;
    String dataClass = task(ask.taskId()).dataClass();
    whereItMay.billed(ask, line.engine(), dataClass, maySee(line.engine(), dataClass));
    AskFacts facts = ask(ask);
    facts.billed();
    if (facts.lines() > 1) {
      billedAgain.merge(ask, new Usage(line.tokensIn(), line.tokensOut()), Usage::plus);
    }
  }

  /** Of what is in no catalog, or is no task known to us, other checks tell. */
  private boolean maySee(String engine, String dataClass) {
    return !catalog.engines().containsKey(engine)
        || dataClass == null
        || catalog.maySee(engine, dataClass);
  }

  private void published(ConsumerRecord<String, byte[]> record) {
    results++;
    if (record.key() == null || !TaskIds.isTaskId(record.key()) || record.value() == null) {
      unreadable++;
      return;
    }
    task(record.key()).published(Fingerprint.of(record.value()));
  }

  private void claimed(ClaimRow row) {
    ask(row.ask()).claimed(row.supersessions(), row.holder() == 0);
    if (billedAgain.containsKey(row.ask())) {
      claimsOfThose.put(row.ask(), row);
    }
  }

  private void recorded(RecordRow row) {
    ask(row.ask()).recorded(outcome(row), !row.cached() && row.recordedAtMs() < beganAtMs);
  }

  private static AskFacts.Outcome outcome(RecordRow row) {
    if (row.answered()) {
      return AskFacts.Outcome.ANSWERED;
    }
    return row.failure().isAmbiguous() ? AskFacts.Outcome.CUT_OFF : AskFacts.Outcome.FAILED;
  }

  private void ended(FinalRow row) {
    boolean lately = row.finishedAtMs() >= beganAtMs;
    task(row.taskId()).ended(Fingerprint.of(row.result().utf8()), lately);
  }

  private TaskFacts task(String taskId) {
    return tasks.computeIfAbsent(UUID.fromString(taskId), id -> new TaskFacts());
  }

  private AskFacts ask(AskId ask) {
    return task(ask.taskId()).ask(ask, UUID.fromString(ask.key().rootId()));
  }

  void forEachTask(BiConsumer<UUID, TaskFacts> action) {
    tasks.forEach(action);
  }

  void forEachAsk(BiConsumer<UUID, AskFacts> action) {
    tasks.forEach(
        (taskId, facts) -> {
          for (AskFacts ask = facts.asks(); ask != null; ask = ask.next) {
            action.accept(taskId, ask);
          }
        });
  }

  /** Tokens of the second and later journal lines of an ask. */
  Usage billedAgain(AskId ask) {
    return billedAgain.getOrDefault(ask, Usage.NONE);
  }

  /** The claim of an ask with more than one journal line; else null. */
  ClaimRow claimOfBilledAgain(AskId ask) {
    return claimsOfThose.get(ask);
  }

  WhereItMay whereItMay() {
    return whereItMay;
  }

  /** When the reading began, Unix milliseconds. */
  long beganAtMs() {
    return beganAtMs;
  }

  /** Records in the topics of results. */
  long results() {
    return results;
  }

  /** Journal lines of our asks. */
  long billedCalls() {
    return billedCalls;
  }

  /** Journal lines that name no ask of ours. */
  long foreignCalls() {
    return foreignCalls;
  }

  /** Records of our own topics that can't be read. */
  long unreadable() {
    return unreadable;
  }
}
