package io.chorus.standalone.verify;

import io.chorus.contracts.AskId;
import java.util.UUID;

/** What is known of one task id. There may be millions: of results it keeps fingerprints only. */
final class TaskFacts {
  private long deadlineMs;
  private String dataClass;
  private boolean accepted;
  private boolean ended;
  private boolean endedLately;
  private boolean publishedDifferently;
  private boolean storedDifferently;
  private Fingerprint published;
  private AskFacts asks;

  /** The first who says so is believed. */
  void accepted(long deadline, String classOfData) {
    if (!accepted) {
      accepted = true;
      deadlineMs = deadline;
      dataClass = classOfData.intern();
    }
  }

  /** Null where it is not known to be accepted. */
  String dataClass() {
    return dataClass;
  }

  void published(Fingerprint bytes) {
    if (published == null) {
      published = bytes;
    } else if (!published.equals(bytes)) {
      publishedDifferently = true;
    }
  }

  /**
   * To be told after all that was published.
   *
   * @param lately after the reading of the accepted tasks began
   */
  void ended(Fingerprint bytes, boolean lately) {
    ended = true;
    endedLately = lately;
    storedDifferently = published != null && !published.equals(bytes);
  }

  AskFacts ask(AskId ask, UUID rootId) {
    for (AskFacts known = asks; known != null; known = known.next) {
      if (known.is(ask, rootId)) {
        return known;
      }
    }
    asks = new AskFacts(ask, rootId, asks);
    return asks;
  }

  /** The asks, each with its {@link AskFacts#next}; null where there is none. */
  AskFacts asks() {
    return asks;
  }

  boolean isAccepted() {
    return accepted;
  }

  boolean isPastDeadline(long ms) {
    return ms > deadlineMs;
  }

  boolean isPublished() {
    return published != null;
  }

  boolean hasEnded() {
    return ended;
  }

  boolean hasEndedLately() {
    return endedLately;
  }

  boolean isPublishedDifferently() {
    return publishedDifferently;
  }

  /** True where its published bytes are not the stored ones. */
  boolean isStoredDifferently() {
    return storedDifferently;
  }
}
