package io.chorus.contracts;

import java.util.Locale;

/** What the holder of an API key may do. */
public enum KeyScope {
  /** Look at the tenant's tasks, files and queues, and at the models. */
  READ,
  /** Ask, and hold, move, cancel and repeat the tenant's own work. */
  WRITE,
  /** Decide for all tenants: which engines, models and policies are in use. */
  OPERATE;

  /** The name in requests and on the command line. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
