package io.chorus.contracts;

import java.util.Objects;

/**
 * One account as the admin API last left it: the whole of it in each record, so that the last one
 * counts, over what the engine's declaration says of an account of that name.
 *
 * @param engine of the catalog, by name
 * @param account with its key by reference
 * @param removed true where the engine is not asked in its name any more
 * @param version grows with each change of the account
 */
public record AccountChange(
    int schemaVersion, String engine, Account account, boolean removed, long version) {
  private static final String KEY_PREFIX = "ACCOUNT/";

  /** Without these nobody could tell whose it is: such a record is refused when it is read. */
  public AccountChange {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(account, "account");
  }

  /** Its key on {@link Topics#CONTROL}: the same for all changes of one account. */
  public String key() {
    return KEY_PREFIX + engine + "/" + account.id();
  }

  /** Whether a record on {@link Topics#CONTROL} is one of these. */
  public static boolean isKey(String key) {
    return key.startsWith(KEY_PREFIX);
  }
}
