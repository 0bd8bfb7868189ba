package io.chorus.ingress.watch;

import io.chorus.contracts.Tenants;
import io.chorus.ingress.store.FileLocation;
import java.util.regex.Pattern;

/**
 * A place that takes a tenant's batch files without HTTP. Immutable.
 *
 * @param name its name here, in logs, events and the labels of its batches; what was taken is
 *     remembered under it
 * @param tenant whose batches they become
 * @param at where they are put, which no other watch may share
 * @param expect when a file is missed, or null for never
 */
public record WatchConfig(String name, String tenant, FileLocation at, Expectation expect) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  public WatchConfig {
    require(name != null && NAME.matcher(name).matches(), "name", Tenants.ALLOWED);
    require(Tenants.isName(tenant), "tenant", Tenants.ALLOWED);
    require(at != null, "at", FileLocation.FORM);
  }

  private static void require(boolean holds, String key, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "'watch." + key + "' is missing or out of range; allowed: " + allowed);
    }
  }
}
