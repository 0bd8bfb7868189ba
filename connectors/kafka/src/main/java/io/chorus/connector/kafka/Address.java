package io.chorus.connector.kafka;

import java.io.Serializable;

/**
 * Where a record goes.
 *
 * @param <T> the record's type
 */
public interface Address<T> extends Serializable {

  String topic(T element);

  /** What it is partitioned by. */
  String key(T element);
}
