package io.chorus.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All accounts that have called since the settings were set. Thread-safe. */
final class Accounts {
  private static final int MAX_ACCOUNTS = 10_000;

  private final EmulatorSettings settings;
  private final Map<String, Account> accounts = new LinkedHashMap<>();

  Accounts(EmulatorSettings settings) {
    this.settings = settings;
  }

  /** Whether a name in the settings, a key or the beginning of its hash, means an account. */
  static boolean isNamed(String named, String account) {
    return named.equals(account) || Hashes.hex12(named).equals(account);
  }

  /** An entry of an account's calls. */
  synchronized Account of(String engine, String account) {
    String key = engine + '/' + account;
    Account known = accounts.get(key);
    if (known == null) {
      Limit limit = settings.limitOf(engine, account);
      known = new Account(engine, account, limit, System.currentTimeMillis());
      if (accounts.size() < MAX_ACCOUNTS) {
        accounts.put(key, known);
      }
    }
    return known;
  }

  synchronized Over take(Account account, long tokens) {
    return account.take(tokens, System.currentTimeMillis());
  }

  synchronized void done(Account account) {
    account.done();
  }

  synchronized Room room(Account account) {
    return account.room(System.currentTimeMillis());
  }

  synchronized List<AccountStats> stats() {
    return accounts.values().stream().map(Account::stats).toList();
  }
}
