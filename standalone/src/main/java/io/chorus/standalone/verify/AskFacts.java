package io.chorus.standalone.verify;

import io.chorus.contracts.AskId;
import io.chorus.contracts.CallKey;
import java.util.UUID;

/** What is known of one ask. There may be millions: it keeps numbers, no texts. */
final class AskFacts {
  private static final int UNCLAIMED = -1;

  /** The ask of the same task that was heard of before this one, or null. */
  final AskFacts next;

  private final UUID rootId;
  private final int round;
  private final int slot;
  private final int number;
  private int lines;
  private int supersessions = UNCLAIMED;
  private boolean released;
  private Outcome outcome = Outcome.UNKNOWN;
  private boolean mustBeBilled;

  AskFacts(AskId ask, UUID rootId, AskFacts next) {
    this.rootId = rootId;
    this.round = ask.key().round();
    this.slot = ask.key().slot();
    this.number = ask.number();
    this.next = next;
  }

  /** What the ledger says came of it. */
  enum Outcome {
    UNKNOWN,
    ANSWERED,
    FAILED,
    /** Failed in a way that leaves open whether it was billed. */
    CUT_OFF
  }

  boolean is(AskId ask, UUID root) {
    return number == ask.number()
        && slot == ask.key().slot()
        && round == ask.key().round()
        && rootId.equals(root);
  }

  /** One more line in the journal. */
  void billed() {
    lines++;
  }

  /**
   * @param wasReleased given back unsent
   */
  void claimed(int takenOver, boolean wasReleased) {
    supersessions = takenOver;
    released = wasReleased;
  }

  /**
   * @param inJournal true where the journal has to know an answer: it was read later, and the
   *     answer is none of the cache
   */
  void recorded(Outcome recorded, boolean inJournal) {
    outcome = recorded;
    mustBeBilled = inJournal && recorded == Outcome.ANSWERED;
  }

  int lines() {
    return lines;
  }

  int supersessions() {
    return Math.max(0, supersessions);
  }

  boolean isClaimed() {
    return supersessions != UNCLAIMED;
  }

  /** Claimed, and not given back unsent. */
  boolean mayHaveBeenSent() {
    return isClaimed() && !(released && outcome == Outcome.UNKNOWN);
  }

  /** Cut off after it may have been sent. */
  boolean isAmbiguous() {
    return mayHaveBeenSent()
        && (supersessions > 0 || outcome == Outcome.UNKNOWN || outcome == Outcome.CUT_OFF);
  }

  /** Let go, and as far as anybody knows it never reached an engine. */
  boolean isClaimedUnsent() {
    return mayHaveBeenSent() && outcome == Outcome.UNKNOWN && lines == 0;
  }

  boolean isAnsweredUnbilled() {
    return mustBeBilled && lines == 0;
  }

  AskId id(UUID taskId) {
    return new AskId(new CallKey(rootId.toString(), round, slot), taskId.toString(), number);
  }
}
