package io.chorus.ingress;

import io.chorus.connector.postgres.AccountStore;
import io.chorus.contracts.Account;
import io.chorus.contracts.AccountChange;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.SecretRef;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the accounts, stores how they are from now on, and tells the jobs. Stored and not told is
 * refused as not done: the same request again tells.
 */
final class AccountDesk {
  private static final Logger LOG = LoggerFactory.getLogger(AccountDesk.class);

  private final Vertx vertx;
  private final AccountStore store;
  private final Acceptance acceptance;
  private final EngineCatalog catalog;

  AccountDesk(Vertx vertx, AccountStore store, Acceptance acceptance, EngineCatalog catalog) {
    this.vertx = vertx;
    this.store = store;
    this.acceptance = acceptance;
    this.catalog = catalog;
  }

  /** Those in use, in the order of the catalog. */
  Future<List<AccountJson>> all() {
    return vertx
        .executeBlocking(this::known, false)
        .map(known -> List.copyOf(known.values()))
        .recover(cause -> refused("accounts are not read", cause, Refusal.noDatabase()));
  }

  private Map<String, AccountJson> known() {
    Map<String, AccountJson> known = new LinkedHashMap<>();
    catalog
        .engines()
        .forEach(
            (engine, spec) ->
                spec.accounts()
                    .forEach(
                        account ->
                            known.put(
                                key(engine, account.id()), AccountJson.of(engine, account, true))));
    for (AccountChange change : store.all()) {
      String key = key(change.engine(), change.account().id());
      if (change.removed()) {
        known.remove(key);
      } else {
        known.put(key, AccountJson.of(change.engine(), change.account(), false));
      }
    }
    return known;
  }

  private static String key(String engine, String id) {
    return engine + "/" + id;
  }

  /** The account is so from now on. */
  Future<AccountJson> put(String engine, Account account) {
    return told(() -> store.change(engine, account, false))
        .map(change -> AccountJson.of(engine, account, false));
  }

  /** Nobody is asked in its name any more. */
  Future<AccountJson> remove(String engine, String id) {
    return told(() -> {
          List<AccountJson> ofEngine = new ArrayList<>(known().values());
          ofEngine.removeIf(account -> !account.engine().equals(engine));
          AccountJson account = find(ofEngine, id);
          if (ofEngine.size() == 1) {
            throw Refusal.lastAccount().asException();
          }
          return store.change(
              engine, new Account(id, new SecretRef(account.key()), account.limits()), true);
        })
        .map(change -> AccountJson.of(engine, change.account(), false));
  }

  private static AccountJson find(List<AccountJson> accounts, String id) {
    return accounts.stream()
        .filter(account -> account.id().equals(id))
        .findFirst()
        .orElseThrow(() -> Refusal.noAccount().asException());
  }

  private Future<AccountChange> told(Callable<AccountChange> stored) {
    Context home = vertx.getOrCreateContext();
    return home.executeBlocking(stored, false)
        .compose(
            change ->
                Future.fromCompletionStage(acceptance.tell(change), home)
                    .map(acknowledged -> change))
        .recover(cause -> refused("an account is not told", cause, Refusal.notHeld()));
  }

  private static <T> Future<T> refused(String what, Throwable cause, Refusal refusal) {
    if (cause instanceof RefusedException) {
      return Future.failedFuture(cause);
    }
    LOG.warn("{}: {}", what, cause.toString());
    return Future.failedFuture(refusal.asException());
  }
}
