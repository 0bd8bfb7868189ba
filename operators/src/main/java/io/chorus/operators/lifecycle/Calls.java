package io.chorus.operators.lifecycle;

import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.contracts.CallKey;
import io.chorus.contracts.EngineCatalog.Target;
import io.chorus.contracts.SchemaVersion;
import io.chorus.contracts.Task;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes the calls of slots. */
final class Calls {
  private Calls() {}

  static AskId askId(TaskProgress progress, Slot slot) {
    Task task = progress.task();
    return new AskId(
        new CallKey(task.rootId(), slot.round(), slot.index()), task.taskId(), slot.number());
  }

  static Call of(TaskProgress progress, Slot slot, long nowMs, long notBeforeMs) {
    Task task = progress.task();
    Target target = progress.plan().candidates().get(slot.candidate());
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
        task.lane(),
        task.dataClass(),
        task.acceptedAtMs(),
        nowMs,
        notBeforeMs,
        task.deadlineMs(),
        progress.estimatedTokens(),
        requestHash(target, task),
        task.payload());
  }

  private static String requestHash(Target target, Task task) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      String head = target.engine() + '\0' + target.model() + '\0';
      sha256.update(head.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha256.digest(task.payload().utf8()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
