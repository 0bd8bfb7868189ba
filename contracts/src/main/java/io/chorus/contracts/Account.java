package io.chorus.contracts;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * In whose name an engine is asked. Immutable.
 *
 * @param id the account's name in ledgers and metrics: 1 to 64 letters, digits, '-', '_' and '.'
 * @param key reference to its secret: {@code env:NAME} or {@code file:PATH}, never the secret
 * @param limits what its provider lets it do; {@link Limits#NONE} where null was given
 */
public record Account(String id, SecretRef key, Limits limits) implements Serializable {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  public Account {
    require(
        id != null && ID.matcher(id).matches(), "id", "1 to 64 letters, digits, '-', '_' and '.'");
    require(key != null, "key", "env:NAME or file:PATH");
    limits = limits == null ? Limits.NONE : limits;
  }

  /** An account that nothing is known to limit. */
  public Account(String id, SecretRef key) {
    this(id, key, Limits.NONE);
  }

  private static void require(boolean holds, String name, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "account: '" + name + "' is missing or wrong; allowed: " + allowed);
    }
  }
}
