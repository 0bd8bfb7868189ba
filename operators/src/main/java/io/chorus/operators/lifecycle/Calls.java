package io.chorus.operators.lifecycle;

import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.contracts.CallKey;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.Json;
import io.chorus.contracts.Payload;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import io.chorus.operators.merging.JudgePrompt;
import io.chorus.operators.planning.Candidate;
import io.chorus.operators.scheduling.Sought;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Writes the calls of slots. */
final class Calls {
  private Calls() {}

  static AskId askId(TaskProgress progress, Slot slot) {
    Task task = progress.task();
    return new AskId(
        new CallKey(task.rootId(), slot.round(), slot.index()), task.taskId(), slot.number());
  }

  /** The call of the ask that is out. */
  static Call of(TaskProgress progress, Slot slot) {
    Task task = progress.task();
    Candidate target = progress.candidate(slot);
    Payload payload = payload(progress, slot);
    return new Call(
        SchemaVersion.CURRENT,
        task.tenant(),
        task.taskId(),
        task.rootId(),
        slot.round(),
        slot.index(),
        slot.number(),
        task.batch(),
        target.engine(),
        target.model(),
        progress.lane(),
        task.dataClass(),
        task.acceptedAtMs(),
        slot.askedAtMs(),
        slot.notBeforeMs(),
        task.deadlineMs(),
        tokens(progress, slot),
        Room.estimate(progress, slot, slot.candidate()),
        task.maxCostNanoUsd(),
        progress.plan().cacheMaxAgeMs(),
        kind(progress, slot),
        isHeard(progress),
        requestHash(target, payload),
        payload);
  }

  /** A placeholder may come in pieces: of what is redacted nobody hears before it is restored. */
  private static boolean isHeard(TaskProgress progress) {
    return progress.task().stream()
        && progress.redacted() == null
        && progress.plan().strategy() == Strategy.SINGLE;
  }

  private static Call.Kind kind(TaskProgress progress, Slot slot) {
    if (slot.retry()) {
      return Call.Kind.RETRY;
    }
    return progress.isHedge(slot) ? Call.Kind.HEDGE : Call.Kind.NEW;
  }

  /** The asks that are out, for somebody who asks after them. */
  static List<Sought> open(TaskProgress progress, String inquiry) {
    List<Call> calls =
        progress.slots().stream().filter(Slot::isOpen).map(slot -> of(progress, slot)).toList();
    return calls.stream()
        .map(call -> new Sought(call, inquiry, progress.paused(), calls.size()))
        .toList();
  }

  private static int tokens(TaskProgress progress, Slot slot) {
    long tokens = progress.estimatedTokens();
    if (progress.isJudge(slot)) {
      tokens += Fusing.sound(progress).stream().mapToLong(Given::outputTokens).sum();
    }
    return (int) Math.min(Integer.MAX_VALUE, tokens);
  }

  private static Payload payload(TaskProgress progress, Slot slot) {
    return progress.isJudge(slot) ? judged(progress) : progress.asked();
  }

  /** The mark follows from the body's hash too, which no engine gets to see. */
  static Payload judged(TaskProgress progress) {
    ChatRequest asked = progress.request();
    List<String> texts =
        Fusing.sound(progress).stream()
            .map(given -> Json.readOwn(given.payload().text(), ChatAnswer.class).text())
            .toList();
    return Payload.of(Json.writeText(JudgePrompt.of(asked, texts, progress.task().bodyHash())));
  }

  private static String requestHash(Candidate target, Payload payload) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      String head = target.engine() + '\0' + target.model() + '\0';
      sha256.update(head.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha256.digest(payload.utf8()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
