package io.chorus.connector.postgres;

import static io.chorus.connector.postgres.Calls.id;
import static io.chorus.connector.postgres.Calls.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chorus.contracts.Answer;
import io.chorus.contracts.AskId;
import io.chorus.contracts.Call;
import io.chorus.contracts.CallKey;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Letter;
import io.chorus.contracts.Letters;
import io.chorus.contracts.Problem;
import io.chorus.contracts.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresKit.class)
class LettersIT {
  private static final byte[] BYTES = {'{', 0, (byte) 0xFF};

  private final Database database;
  private final LetterDesk desk;
  private final String tenant = "tenant-" + UUID.randomUUID();
  private LetterStore letters;
  private TaskStore tasks;
  private FinalStore finals;

  LettersIT(Database database) {
    this.database = database;
    this.desk = new LetterDesk(database);
  }

  @BeforeEach
  void open() {
    letters = new LetterStore(database);
    tasks = new TaskStore(database);
    finals = new FinalStore(database);
  }

  @AfterEach
  void close() {
    letters.close();
    tasks.close();
    finals.close();
  }

  @Test
  void aLetterReadsBackAsItWasKeptAndComingAgainChangesNothing() {
    Letter letter = letter(Letter.Kind.REJECTED, "'prompt' is 7; allowed: a text", null);

    List<CompletableFuture<Boolean>> kept =
        List.of(letters.keep(letter), letters.keep(letter), letters.keep(letter));

    assertThat(kept.stream().map(CompletableFuture::join)).containsExactly(true, false, false);
    LetterDesk.Found found = desk.find(letter.letterId()).orElseThrow();
    assertThat(found.letter())
        .usingRecursiveComparison()
        .ignoringFields("problems")
        .isEqualTo(letter);
    assertThat(found.view().redrives()).isEmpty();
    assertThat(found.view().state()).isNull();
    assertThat(desk.list(of(tenant), 10)).containsExactly(found.view());
  }

  @Test
  void theLetterOfATaskHoldsWhatTheLedgerKnowsOfItsLine() {
    Task task = task(id(), "hash");
    Call failed = Calls.call(task.rootId(), task.taskId(), 1);
    Call open = Calls.call(task.rootId(), task.taskId(), 2);
    Call before = Calls.call(task.rootId(), id(), 1);
    try (Holder holder = Holder.acquire(database, "test");
        Ledger ledger = new Ledger(database, holder)) {
      ledger.claim(failed).join();
      ledger.record(failed, Calls.failure(failed, FailureClass.TIMEOUT)).join();
      ledger.claim(open).join();
      ledger.claim(before).join();
      Answer answer = Calls.answer(before, "{}");
      ledger.record(before, answer).join();
    }
    Letter letter = about(task);

    letters.keep(letter).join();

    assertThat(desk.find(letter.letterId()).orElseThrow().letter().history())
        .contains(letter.history().get(0))
        .extracting(Letter.Past::what, Letter.Past::outcome, Letter.Past::costNanoUsd)
        .contains(
            tuple("ask 1 of round 1, slot 0: openai/model-1", "TIMEOUT: it failed", 0L),
            tuple("ask 2 of round 1, slot 0: openai/model-1", LetterBatch.UNKNOWN, 0L),
            tuple(
                "ask 1 of round 1, slot 0: openai/model-1 (for task " + before.taskId() + ")",
                "ANSWERED",
                Calls.COST));
    assertThat(desk.paid(List.of(task.rootId(), id(), task.rootId())))
        .containsExactly(new CallKey(task.rootId(), 1, 0));
  }

  @Test
  void aPoisonMessageIsTheTenantsWhoseTaskItsNameTells() {
    Task task = task(id(), "hash");
    tasks.admit(task, "http", null).join();
    AskId ask = new AskId(new CallKey(task.rootId(), 1, 0), task.taskId(), 1);
    Letter known = Letters.poison("calls.x.batch", ask.toString(), "bad", 1, List.of(), BYTES);
    Letter unknown = Letters.poison("calls.x.batch", id(), "bad", 1, List.of(), BYTES);

    letters.keep(known).join();
    letters.keep(unknown).join();

    assertThat(desk.find(known.letterId()).orElseThrow().view().tenant()).isEqualTo("default");
    assertThat(desk.find(unknown.letterId()).orElseThrow().view().tenant()).isNull();
  }

  @Test
  void theFilterPicksWhatIsMeantNewestFirst() {
    Letter first = letter(Letter.Kind.REJECTED, "the Prompt is wrong", "night");
    Letter second = letter(Letter.Kind.UNDELIVERABLE, "deadline_exceeded: too late", "night");
    Letter third = letter(Letter.Kind.UNDELIVERABLE, "deadline_exceeded: too late", null);
    List.of(first, second, third).forEach(letter -> letters.keep(letter).join());

    assertThat(listed(new LetterFilter(null, tenant, null, null, null), 10))
        .containsExactly(third.letterId(), second.letterId(), first.letterId());
    assertThat(listed(new LetterFilter(null, tenant, null, null, null), 2))
        .containsExactly(third.letterId(), second.letterId());
    assertThat(listed(new LetterFilter(Letter.Kind.UNDELIVERABLE, tenant, "night", null, null), 10))
        .containsExactly(second.letterId());
    assertThat(listed(new LetterFilter(null, tenant, null, "pROMPT", null), 10))
        .containsExactly(first.letterId());
    long tomorrow = System.currentTimeMillis() + Duration.ofDays(1).toMillis();
    assertThat(listed(new LetterFilter(null, tenant, null, null, tomorrow), 10)).isEmpty();
    assertThat(listed(new LetterFilter(null, "nobody", null, null, null), 10)).isEmpty();
  }

  @Test
  void ofTwoWhoRedriveALetterAtOnceOneDoes() {
    Letter letter = letter(Letter.Kind.REJECTED, "bad", null);
    letters.keep(letter).join();
    LetterView read = desk.list(of(tenant), 1).get(0);
    Redrive redrive = new Redrive(id(), 5, 9);

    List<Set<String>> won =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> desk.redrive(Map.of(read, redrive)))
            .toList();

    assertThat(won).containsOnlyOnce(Set.of(letter.letterId())).contains(Set.of());
    assertThat(desk.list(of(tenant), 1).get(0).redrives()).containsExactly(redrive);
  }

  @Test
  void aLetterTellsWhatBecameOfItsLastTask() {
    Letter letter = letter(Letter.Kind.REJECTED, "bad", null);
    letters.keep(letter).join();
    Task task = task(id(), "hash");
    desk.redrive(Map.of(view(letter), new Redrive(id(), 1, 2)));
    desk.redrive(Map.of(view(letter), new Redrive(task.taskId(), 5, 9)));

    assertThat(view(letter).state()).isEqualTo(LetterView.UNSEEN);
    tasks.admit(task, "redrive", null).join();
    assertThat(view(letter).state()).isEqualTo(LetterView.OPEN);
    finals.commit("default", task.taskId(), FinalState.FAILED, BYTES).join();
    assertThat(view(letter).state()).isEqualTo("FAILED");
    assertThat(view(letter).redrives()).extracting(Redrive::deadlineMs).containsExactly(2L, 9L);
  }

  @Test
  void whatIsNoIdOfALetterFindsNone() {
    assertThat(desk.find("../etc")).isEmpty();
    assertThat(desk.find(id())).isEmpty();
    assertThat(desk.find(List.of())).isEmpty();
  }

  private LetterView view(Letter letter) {
    return desk.find(letter.letterId()).orElseThrow().view();
  }

  private List<String> listed(LetterFilter filter, int limit) {
    return desk.list(filter, limit).stream().map(LetterView::letterId).toList();
  }

  private static LetterFilter of(String tenant) {
    return new LetterFilter(null, tenant, null, null, null);
  }

  private Letter about(Task task) {
    return letter(Letter.Kind.UNDELIVERABLE, "default", "expired", null, task);
  }

  private Letter letter(Letter.Kind kind, String reason, String batch) {
    return letter(kind, tenant, reason, batch, task(id(), "hash"));
  }

  private static Letter letter(
      Letter.Kind kind, String tenant, String reason, String batch, Task task) {
    return new Letter(
        id(),
        kind,
        tenant,
        "tasks",
        "a \"name\", {1}",
        batch,
        task.taskId(),
        task.rootId(),
        reason,
        List.of(new Problem("prompt", "is 7", "a text")),
        1_700_000_000_000L,
        List.of(new Letter.Past(7, "accepted \0 {", null, 3)),
        BYTES,
        BYTES.length);
  }
}
