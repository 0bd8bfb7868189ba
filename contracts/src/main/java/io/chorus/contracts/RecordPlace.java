package io.chorus.contracts;

/** Where a record is in Kafka; as text {@code topic-partition-offset}. */
public record RecordPlace(String topic, int partition, long offset) {

  /**
   * The place that a text names.
   *
   * @throws IllegalArgumentException where it has another form
   */
  public static RecordPlace parse(String text) {
    int offsetFrom = text.lastIndexOf('-') + 1;
    int partitionFrom = text.lastIndexOf('-', offsetFrom - 2) + 1;
    if (partitionFrom < 2) {
      throw new IllegalArgumentException("'" + text + "' is no topic-partition-offset");
    }
    return new RecordPlace(
        text.substring(0, partitionFrom - 1),
        Integer.parseInt(text.substring(partitionFrom, offsetFrom - 1)),
        Long.parseLong(text.substring(offsetFrom)));
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "-" + offset;
  }
}
