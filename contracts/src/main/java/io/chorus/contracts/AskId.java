package io.chorus.contracts;

/**
 * One attempt to get the answer of a call key. Derived, never random: a replayed ask has the same
 * id.
 *
 * @param key what is asked for
 * @param taskId the task that asks
 * @param number 1 for the first attempt, the next number for each retry
 */
public record AskId(CallKey key, String taskId, int number) {

  public AskId {
    if (key == null || taskId == null || taskId.isEmpty() || number < 1) {
      throw new IllegalArgumentException("not an ask: " + key + "/" + taskId + "/" + number);
    }
  }

  /** {@code root/round/slot/task/number}; what {@link #parse} reads. */
  @Override
  public String toString() {
    return key + "/" + taskId + "/" + number;
  }

  /**
   * @throws IllegalArgumentException where the text is not of the form {@code
   *     root/round/slot/task/number}
   */
  public static AskId parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 5) {
      throw new IllegalArgumentException("not an ask id: " + text);
    }
    try {
      CallKey key = new CallKey(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
      return new AskId(key, parts[3], Integer.parseInt(parts[4]));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not an ask id: " + text, e);
    }
  }
}
