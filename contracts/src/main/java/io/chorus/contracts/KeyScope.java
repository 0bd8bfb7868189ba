package io.chorus.contracts;

import java.util.Locale;

/** What one may do who has come in. */
public enum KeyScope {
  /** Look at queues, engines and models: at nobody's prompts and answers. */
  OBSERVE,
  /** Look at the tenant's tasks and files too. */
  READ,
  /** Ask, and hold, move, cancel and repeat the tenant's own tasks and batches. */
  WRITE,
  /** Decide for one's tenant: its keys, and all of its work at once. See what it spends. */
  MANAGE,
  /** See what all tenants spend. */
  SPEND,
  /** See who did what. */
  AUDIT,
  /** Decide for all tenants: which engines, models and policies are in use. */
  OPERATE,
  /** Make and end keys of every tenant and role. */
  ADMINISTER;

  /** True where who has this may do what takes another. */
  public boolean allows(KeyScope needed) {
    return this == needed
        || switch (this) {
          case READ, OPERATE -> needed == OBSERVE;
          case ADMINISTER -> needed == MANAGE;
          case MANAGE -> needed == SPEND;
          default -> false;
        };
  }

  /** The name in requests and on the command line. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
