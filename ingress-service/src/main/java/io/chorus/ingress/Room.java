package io.chorus.ingress;

import java.util.Optional;

/**
 * How much may be on its way to being accepted at once: requests, and as many of their bytes as
 * have come in. Each tenant has its share of both. Thread-safe.
 */
final class Room {
  private final Shares requests;
  private final Shares bytes;

  Room(int requests, int bytes) {
    this.requests = new Shares(requests);
    this.bytes = new Shares(bytes);
  }

  /** A place for a request of a tenant, empty where there is none. */
  Optional<Place> enter(String tenant) {
    return requests.take(tenant, 1) ? Optional.of(new Place(tenant)) : Optional.empty();
  }

  /** Where one request is; to be left once. */
  final class Place {
    private final String tenant;
    private long held;

    private Place(String tenant) {
      this.tenant = tenant;
    }

    /** False where there is no room for so many bytes more. */
    synchronized boolean take(int some) {
      boolean fits = bytes.take(tenant, some);
      held += fits ? some : 0;
      return fits;
    }

    synchronized void leave() {
      bytes.give(tenant, held);
      requests.give(tenant, 1);
    }
  }
}
