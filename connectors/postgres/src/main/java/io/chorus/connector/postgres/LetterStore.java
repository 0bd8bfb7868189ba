package io.chorus.connector.postgres;

import io.chorus.contracts.Letter;
import java.util.concurrent.CompletableFuture;

/** The dead letters as they come. Thread-safe. */
public final class LetterStore implements AutoCloseable {
  /** A letter may hold some 4 MB. */
  private static final int MAX_BATCH = 16;

  private static final int CAPACITY = 256;

  private final GroupCommit<Letter, Boolean> commits;

  public LetterStore(Database database) {
    this.commits =
        new GroupCommit<>(
            "letters", database::transactional, new LetterBatch(), MAX_BATCH, CAPACITY);
  }

  /**
   * Stores a letter once, with what was asked of whom so far. What follows on the future must not
   * block (see {@link GroupCommit#submit}).
   *
   * @return whether it is new
   */
  public CompletableFuture<Boolean> keep(Letter letter) {
    return commits.submit(letter);
  }

  /** Stores what is waiting, and ends. */
  @Override
  public void close() {
    commits.close();
  }
}
