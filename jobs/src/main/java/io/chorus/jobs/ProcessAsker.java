package io.chorus.jobs;

import io.chorus.connector.engines.EngineClients;
import io.chorus.connector.kafka.ControlTail;
import io.chorus.connector.postgres.AccountStore;
import io.chorus.connector.postgres.Claim;
import io.chorus.connector.postgres.Database;
import io.chorus.connector.postgres.Holder;
import io.chorus.connector.postgres.Ledger;
import io.chorus.connector.redis.AccountLeases;
import io.chorus.connector.redis.KeptAnswers;
import io.chorus.connector.redis.TokenSpeaker;
import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.operators.asking.Asker;
import io.chorus.operators.asking.AskerProvider;
import io.chorus.operators.asking.CallLedger;
import io.chorus.operators.asking.Claimed;
import io.chorus.operators.limits.Accounts;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's one asker: one holder of claims, one ledger, one HTTP client, and one set of places
 * for each engine, however many subtasks ask.
 */
record ProcessAsker(JobsConfig config) implements AskerProvider {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessAsker.class);
  private static final Shared<JobsConfig, Parts> SHARED =
      new Shared<>(Parts::open, ProcessAsker::drain);
  private static final AtomicReference<CompletableFuture<Void>> DRAINED =
      new AtomicReference<>(CompletableFuture.completedFuture(null));

  /** Completed when what was sent by askers that nobody uses any more is recorded. */
  static CompletableFuture<Void> drained() {
    return DRAINED.get();
  }

  /** Asks on their way are paid for: they are recorded before anything closes. */
  private static void drain(Parts parts) {
    CompletableFuture<Void> drained =
        parts
            .asker()
            .close()
            .thenRunAsync(parts::close)
            .exceptionally(
                fault -> {
                  LOG.warn("an asker did not end well", fault);
                  return null;
                });
    DRAINED.updateAndGet(before -> CompletableFuture.allOf(before, drained));
  }

  @Override
  public Asker acquire() {
    return SHARED.acquire(config).asker();
  }

  @Override
  public void release() {
    SHARED.release(config);
  }

  private record Parts(
      Asker asker,
      EngineClients engines,
      AccountLeases leases,
      KeptAnswers answers,
      TokenSpeaker tokens,
      ControlTail control,
      Ledger ledger,
      Holder holder,
      Database database,
      ScheduledExecutorService worker) {

    private static Parts open(JobsConfig config) {
      Database database = Database.open(config.postgres());
      try {
        return open(config, database);
      } catch (RuntimeException e) {
        // Flink tries again and again: each time would leave a pool behind
        database.close();
        throw e;
      }
    }

    private static Parts open(JobsConfig config, Database database) {
      Holder holder = Holder.acquire(database, "engine-job " + ProcessHandle.current().pid());
      Ledger ledger = new Ledger(database, holder);
      EngineClients engines = EngineClients.of(config.catalog());
      ScheduledExecutorService worker =
          Executors.newSingleThreadScheduledExecutor(Parts::workerThread);
      AccountLeases leases = new AccountLeases(config.redis(), "epoch-" + holder.epoch());
      TokenSpeaker tokens = new TokenSpeaker(config.redis());
      Accounts accounts =
          new Accounts(
              config.catalog(),
              new SharedLimits(leases),
              config.parallelism(),
              worker,
              Clock.systemUTC());
      KeptAnswers answers = new KeptAnswers(config.redis());
      ControlTail control;
      try {
        control = follow(config, database, accounts);
      } catch (RuntimeException e) {
        unused(e, worker, holder, ledger, engines, leases, answers, tokens);
        throw e;
      }
      Asker asker =
          new Asker(
              config.catalog(),
              new PaidOnce(ledger, holder),
              new HeardEngines(new SpokenEngines(config.catalog(), engines), tokens, worker),
              accounts,
              new SharedAnswers(answers),
              worker,
              Clock.systemUTC());
      return new Parts(
          asker, engines, leases, answers, tokens, control, ledger, holder, database, worker);
    }

    /** Each failed start would leave a heart that beats, and clients, behind. */
    private static void unused(
        RuntimeException why, ScheduledExecutorService worker, AutoCloseable... parts) {
      worker.shutdown();
      for (AutoCloseable part : parts) {
        try {
          part.close();
        } catch (Exception more) {
          why.addSuppressed(more);
        }
      }
    }

    /** What is told while the snapshot is read comes after it, or is in it. */
    private static ControlTail follow(JobsConfig config, Database database, Accounts accounts) {
      ControlTail control = ControlTail.accounts(config.kafka(), accounts::change);
      try {
        new AccountStore(database).all().forEach(accounts::change);
        return control;
      } catch (RuntimeException e) {
        control.close();
        throw e;
      }
    }

    private static Thread workerThread(Runnable work) {
      Thread thread = new Thread(work, "asker");
      thread.setDaemon(true);
      return thread;
    }

    /** One part that doesn't end well must not keep the others. */
    private void close() {
      try (database;
          holder;
          ledger;
          engines;
          leases;
          answers;
          tokens;
          control) {
        worker.shutdown();
      }
    }
  }

  /** The ledger as the asker knows it. */
  private record PaidOnce(Ledger ledger, Holder holder) implements CallLedger {

    @Override
    public CompletableFuture<Claimed> claim(Call call, boolean alone) {
      return ledger.claim(call, alone).thenApply(PaidOnce::claimed);
    }

    private static Claimed claimed(Claim claim) {
      return switch (claim.kind()) {
        case GRANTED -> Claimed.GRANTED;
        case HELD -> Claimed.HELD;
        case SUSPECT -> Claimed.SUSPECT;
        case REPLAY -> Claimed.replay(claim.answer());
        case REFUSED -> refused(claim.reason());
      };
    }

    private static Claimed refused(Claim.Reason reason) {
      return reason.isFinal() ? Claimed.refused(reason.name()) : Claimed.withdrawn(reason.name());
    }

    @Override
    public CompletableFuture<Answer> record(Call call, Answer answer) {
      return ledger.record(call, answer);
    }

    @Override
    public CompletableFuture<Void> release(Call call) {
      return ledger.release(call);
    }

    @Override
    public long lapses() {
      return holder.lapses();
    }
  }
}
