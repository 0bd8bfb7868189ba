package io.chorus.standalone;

import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineSpec;
import io.chorus.jobs.EngineJob;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls that were on their way to the engines when their job was ended. */
final class SentCalls {
  private static final Logger LOG = LoggerFactory.getLogger(SentCalls.class);
  private static final long RECORDED_WITHIN_MS = 5_000;

  private SentCalls() {}

  /**
   * What was sent is paid for: it has to be recorded before its database goes. Waits as long as the
   * slowest engine may take, and a little.
   */
  static void awaitRecords(EngineCatalog catalog) {
    try {
      EngineJob.drained().get(longestMs(catalog) + RECORDED_WITHIN_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("calls that were sent are not recorded: they will be sent, and paid for, again", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long longestMs(EngineCatalog catalog) {
    return catalog.engines().values().stream().mapToLong(EngineSpec::timeoutMs).max().orElse(0);
  }
}
