package io.chorus.connector.kafka;

import io.chorus.contracts.Json;
import java.io.Serializable;
import java.util.Map;

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

  /** What is told beside it, by name; nothing unless said. */
  default Map<String, String> headers(T element) {
    return Map.of();
  }
}
