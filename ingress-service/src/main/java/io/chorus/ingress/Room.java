package io.chorus.ingress;

import java.util.concurrent.Semaphore;

/** How much may be on its way to being accepted at once: requests, and their bytes. */
final class Room {
  private final Semaphore requests;
  private final Semaphore bytes;

  Room(int requests, int bytes) {
    this.requests = new Semaphore(requests);
    this.bytes = new Semaphore(bytes);
  }

  /** False, and nothing is taken, where there is no room. */
  boolean enter(int size) {
    if (!requests.tryAcquire()) {
      return false;
    }
    if (!bytes.tryAcquire(size)) {
      requests.release();
      return false;
    }
    return true;
  }

  /**
   * @param size as it entered
   */
  void leave(int size) {
    bytes.release(size);
    requests.release();
  }
}
