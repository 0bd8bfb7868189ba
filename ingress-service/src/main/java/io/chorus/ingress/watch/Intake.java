package io.chorus.ingress.watch;

import java.io.IOException;
import java.nio.file.Path;

/** What becomes of the files that were put into watched places. Thread-safe. */
public interface Intake {
  /**
   * A file that has come.
   *
   * @param watch the name of the place
   * @param name its name there
   * @param batchId of the batch that it becomes; the same however often it is tried
   * @param atMs Unix milliseconds, when it was taken; always the same too
   */
  record Arrival(String watch, String tenant, String name, String batchId, long atMs) {}

  /** A longer file is refused. */
  long mostBytes();

  /** A place on this machine for a file that is on its way in. */
  Path spool();

  /** Makes a batch of it, as if it had been uploaded; done twice it is done once. */
  void accept(Arrival arrival, Path spooled) throws IOException;

  /**
   * Makes a batch of it that has failed; done twice it is done once.
   *
   * @param problem one sentence
   */
  void refuse(Arrival arrival, String problem);
}
