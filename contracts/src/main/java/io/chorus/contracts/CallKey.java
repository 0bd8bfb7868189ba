package io.chorus.contracts;

/**
 * What is paid for once: the answer to one slot of one round of a root task. A recorded answer
 * replays to every ask of its key, whichever task of that root asks.
 *
 * @param rootId the first task of a line of redriven or resumed tasks
 * @param round 1 for the first
 * @param slot 0 for the first
 */
public record CallKey(String rootId, int round, int slot) {

  public CallKey {
    if (rootId == null || rootId.isEmpty() || round < 1 || slot < 0) {
      throw new IllegalArgumentException("not a call key: " + rootId + "/" + round + "/" + slot);
    }
  }

  @Override
  public String toString() {
    return rootId + "/" + round + "/" + slot;
  }
}
