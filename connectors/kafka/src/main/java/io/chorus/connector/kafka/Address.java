package io.chorus.connector.kafka;

import io.chorus.contracts.Json;
import java.io.Serializable;

/**
 * Where a record goes, and as what.
 *
 * @param <T> the record's type
 */
public interface Address<T> extends Serializable {

  String topic(T element);

  /** What it is partitioned by. */
  String key(T element);

  /** Its bytes: JSON, unless they are there already. */
  default byte[] value(T element) {
    return Json.write(element);
  }
}
