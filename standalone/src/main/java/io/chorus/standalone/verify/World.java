package io.chorus.standalone.verify;

import io.chorus.connector.postgres.ClaimRow;
import io.chorus.connector.postgres.FinalRow;
import io.chorus.connector.postgres.LedgerQueries;
import io.chorus.connector.postgres.RecordRow;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.RawRecord;
import io.chorus.contracts.RawRecords;
import io.chorus.contracts.Task;
import io.chorus.contracts.Topics;
import io.chorus.standalone.batch.Journal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * All that the checks look at, read in the order that lets a running system be checked: what was
 * promised and paid first, then what the ledger and the final states say of it.
 */
final class World {
  /** Deadlines of accepted tasks, Unix milliseconds. */
  final Map<String, Long> accepted = new HashMap<>();

  /** Journal lines by ask. */
  final Map<String, Integer> billed = new HashMap<>();

  final Map<String, Fingerprint> published = new HashMap<>();
  final Set<String> publishedDifferently = new HashSet<>();
  final Map<String, ClaimRow> claims = new HashMap<>();
  final Map<String, RecordRow> records = new HashMap<>();
  final Map<String, Fingerprint> finals = new HashMap<>();

  /** Final states that are newer than the reading of accepted tasks. */
  final Set<String> newFinals = new HashSet<>();

  long results;
  long billedCalls;
  long foreignCalls;
  long beganAtMs;

  static World read(TopicReader topics, RawRecords raw, LedgerQueries ledger, Journal journal)
      throws IOException {
    World world = new World();
    world.beganAtMs = System.currentTimeMillis();
    ledger.forEachTask(task -> world.accepted.put(task.taskId(), task.deadlineMs()));
    topics.read(name -> name.equals(Topics.TASKS), world::accepted);
    topics.read(Topics::isRaw, record -> world.acceptedRaw(record, raw));
    journal.forEach(world::billed);
    topics.read(Topics::isResults, world::published);
    ledger.forEachClaim(claim -> world.claims.put(claim.ask().toString(), claim));
    ledger.forEachRecord(world::recorded);
    ledger.forEachFinal(world::finished);
    return world;
  }

  private void accepted(ConsumerRecord<String, byte[]> record) {
    try {
      Task task = Json.read(record.value(), Task.class);
      accepted.put(task.taskId(), task.deadlineMs());
    } catch (MalformedJsonException e) {
      // nobody was told that it is accepted: the topic is the ingress's own
      accepted.put(record.key(), 0L);
    }
  }

  private void acceptedRaw(ConsumerRecord<String, byte[]> record, RawRecords raw) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : record.headers()) {
      if (header.value() != null) {
        headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    Task task =
        raw.read(
                new RawRecord(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    headers,
                    record.value()))
            .task();
    if (task != null) {
      accepted.put(task.taskId(), task.deadlineMs());
    }
  }

  private void billed(Journal.Line line) {
    if (line.askId() == null) {
      foreignCalls++;
    } else {
      billedCalls++;
      billed.merge(line.ask(), 1, Integer::sum);
    }
  }

  private void published(ConsumerRecord<String, byte[]> record) {
    results++;
    Fingerprint bytes = Fingerprint.of(record.value());
    Fingerprint before = published.putIfAbsent(record.key(), bytes);
    if (before != null && !before.equals(bytes)) {
      publishedDifferently.add(record.key());
    }
  }

  /** Payloads are not kept. */
  private void recorded(RecordRow row) {
    records.put(
        row.ask().toString(),
        new RecordRow(
            row.ask(),
            row.tenant(),
            row.engine(),
            row.model(),
            row.failure(),
            row.usage(),
            row.costNanoUsd(),
            row.recordedAtMs(),
            null));
  }

  private void finished(FinalRow row) {
    finals.put(row.taskId(), Fingerprint.of(row.result().utf8()));
    if (row.finishedAtMs() >= beganAtMs) {
      newFinals.add(row.taskId());
    }
  }
}
