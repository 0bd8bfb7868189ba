package io.chorus.standalone.dead;

import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.LetterDesk;
import io.chorus.connector.postgres.LetterView;
import io.chorus.connector.postgres.PolicyStore;
import io.chorus.connector.postgres.Redrive;
import io.chorus.contracts.CallKey;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Json;
import io.chorus.contracts.Letter;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Policy;
import io.chorus.contracts.Problem;
import io.chorus.contracts.RawRecords;
import io.chorus.contracts.Task;
import io.chorus.contracts.TaskIds;
import io.chorus.contracts.TaskValidator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says what would become of dead letters; changes nothing. A letter becomes one task, and another
 * one only where that was cancelled: a task that nobody answered again has a letter of its own.
 */
public final class Prospector {
  private final LetterDesk desk;
  private final RawRecords records;
  private final Estimator estimator;
  private final Clock clock;

  Prospector(LetterDesk desk, EngineCatalog catalog, Policy policy, Clock clock) {
    this.desk = desk;
    this.records = new RawRecords(new TaskValidator(catalog));
    this.estimator = new Estimator(catalog, policy);
    this.clock = clock;
  }

  /** By the newest policy that is stored, or the one that counts where none is. */
  public static Prospector of(Database database, EngineCatalog catalog) {
    Policy policy =
        new PolicyStore(database).newestText().map(Policy::parse).orElse(Policy.DEFAULT);
    return new Prospector(new LetterDesk(database), catalog, policy, Clock.systemUTC());
  }

  /**
   * @param deadline from now, for tasks that have none yet; null for as long as each had at first
   */
  public List<Outlook> look(List<LetterDesk.Found> letters, Duration deadline) {
    List<Outlook> outlooks = letters.stream().map(found -> look(found, deadline)).toList();
    Map<String, Set<CallKey>> paid =
        desk
            .paid(
                outlooks.stream()
                    .filter(Outlook::isTask)
                    .map(each -> each.task().rootId())
                    .toList())
            .stream()
            .collect(Collectors.groupingBy(CallKey::rootId, Collectors.toSet()));
    return outlooks.stream().map(outlook -> estimated(outlook, paid)).toList();
  }

  private Outlook estimated(Outlook outlook, Map<String, Set<CallKey>> paid) {
    if (!outlook.isTask()) {
      return outlook;
    }
    Task task = outlook.task();
    Set<CallKey> ofLine = paid.getOrDefault(task.rootId(), Set.of());
    return new Outlook(
        outlook.letter(),
        task,
        outlook.noted(),
        null,
        estimator.expected(task, ofLine, clock.millis()));
  }

  private Outlook look(LetterDesk.Found found, Duration deadline) {
    LetterView letter = found.view();
    if (letter.kind() == Letter.Kind.POISON) {
      return Outlook.left(letter, poison(letter));
    }
    if (letter.lastRedrive() != null && !isOver(letter.state())) {
      return Outlook.left(letter, done(letter));
    }
    if (found.letter().original().length < letter.originalBytes()) {
      return Outlook.left(
          letter,
          "is too large: " + letter.originalBytes() + " bytes, of which the first are kept");
    }
    return isNoted(letter) ? noted(found) : fresh(found, deadline);
  }

  private static String poison(LetterView letter) {
    return letter.taskId() == null
        ? "holds no task"
        : "holds a call; its task " + letter.taskId() + " goes on without it";
  }

  private static boolean isOver(String state) {
    return state.equals(LetterView.UNSEEN) || state.equals(FinalState.CANCELLED.name());
  }

  private static String done(LetterView letter) {
    String state = letter.state().toLowerCase(Locale.ROOT);
    String done = "is task " + letter.lastRedrive().taskId() + " already, " + state;
    boolean isOpen = letter.state().equals(LetterView.OPEN);
    return !isOpen && FinalState.valueOf(letter.state()).isUnanswered()
        ? done + ", which has a letter of its own"
        : done;
  }

  /** A command was cut off between noting the task down and seeing it in: it is sent again. */
  private boolean isNoted(LetterView letter) {
    return LetterView.UNSEEN.equals(letter.state())
        && letter.lastRedrive().deadlineMs() > clock.millis();
  }

  private Outlook noted(LetterDesk.Found found) {
    Redrive redrive = found.view().lastRedrive();
    RawRecords.Again first = first(found, redrive.taskId());
    return first.task() == null
        ? stillNone(found.view(), first.problems())
        : askable(found.view(), again(found.letter(), first.task(), redrive), true);
  }

  private Outlook fresh(LetterDesk.Found found, Duration deadline) {
    Instant now = clock.instant();
    String key = found.view().letterId() + "/" + found.view().redrives().size();
    String taskId = TaskIds.derived("redrive", key, now);
    RawRecords.Again first = first(found, taskId);
    if (first.task() == null) {
      return stillNone(found.view(), first.problems());
    }
    long had = first.task().deadlineMs() - first.task().acceptedAtMs();
    long has = deadline == null ? Math.max(1, had) : deadline.toMillis();
    Redrive redrive = new Redrive(taskId, now.toEpochMilli(), now.toEpochMilli() + has);
    return askable(found.view(), again(found.letter(), first.task(), redrive), false);
  }

  /** The task as it was, or would have been, when it came first. */
  private RawRecords.Again first(LetterDesk.Found found, String taskId) {
    Letter letter = found.letter();
    if (letter.kind() == Letter.Kind.REJECTED) {
      return records.again(letter, taskId, cameAt(found.view()));
    }
    String json = Payload.ofUtf8(letter.original()).text();
    return new RawRecords.Again(Json.readOwn(json, Task.class), List.of());
  }

  /** A record's own time may be any number. */
  private static Instant cameAt(LetterView letter) {
    boolean plausible = letter.atMs() > 0 && letter.atMs() < letter.keptAtMs();
    return Instant.ofEpochMilli(plausible ? letter.atMs() : letter.keptAtMs());
  }

  private static Task again(Letter letter, Task first, Redrive redrive) {
    String root = letter.kind() == Letter.Kind.REJECTED ? redrive.taskId() : first.rootId();
    return first.again(redrive.taskId(), root, redrive.atMs(), redrive.deadlineMs());
  }

  private Outlook askable(LetterView letter, Task task, boolean noted) {
    String refusal = estimator.refusal(task, clock.millis());
    return refusal == null
        ? new Outlook(letter, task, noted, null, Expected.NOTHING)
        : Outlook.left(letter, refusal);
  }

  private static Outlook stillNone(LetterView letter, List<Problem> problems) {
    String why = problems.stream().map(Problem::sentence).collect(Collectors.joining("; "));
    return Outlook.left(letter, "is still no task: " + why);
  }
}
