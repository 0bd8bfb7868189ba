package io.chorus.ingress;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.chorus.connector.kafka.access.KafkaConfig;
import io.chorus.connector.postgres.KeyStore;
import io.chorus.contracts.ApiKey;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import io.chorus.contracts.Topics;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All API keys as they are now: read at the start, and from then on told by the topic, so that a
 * key is judged without asking anyone. Thread-safe.
 */
final class KeyRing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

  private final Map<String, ApiKey> keys = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();
  private final Clock clock;
  private TopicTail tail;

  KeyRing(Clock clock) {
    this.clock = clock;
  }

  /**
   * Hears of all changes from its return on; what was before is to be read then, so that no change
   * falls in between.
   *
   * @throws RuntimeException where Kafka can't be reached, or there is no topic
   */
  static KeyRing follow(KafkaConfig kafka, Clock clock) {
    KeyRing ring = new KeyRing(clock);
    ring.tail = TopicTail.start(kafka, Topics.KEYS, ring::heard);
    return ring;
  }

  /**
   * @throws io.chorus.connector.postgres.DatabaseException where the database can't be read
   */
  void read(KeyStore store) {
    store.all().forEach(this::put);
  }

  private void heard(String keyId, byte[] value) {
    try {
      put(Json.read(value, ApiKey.class));
    } catch (MalformedJsonException e) {
      LOG.warn("left out what can't be read of key {}: {}", keyId, e.getMessage());
    }
  }

  /** Where two tell of a key, both count, in whatever order they come. */
  void put(ApiKey key) {
    ApiKey before = keys.get(key.keyId());
    if (!keys.merge(key.keyId(), key, ApiKey::joined).equals(before)) {
      changes.incrementAndGet();
    }
  }

  /** Grows with each change, when {@link #all} has it. */
  long changes() {
    return changes.get();
  }

  /** The valid key that a text is; takes as long for a wrong secret as for the right one. */
  Optional<ApiKey> find(String text) {
    KeySecret given = KeySecret.parse(text);
    ApiKey known = given == null ? null : keys.get(given.keyId());
    boolean opens =
        known != null
            && MessageDigest.isEqual(
                known.hash().getBytes(US_ASCII), given.hash().getBytes(US_ASCII))
            && known.isValidAt(clock.millis());
    return opens ? Optional.of(known) : Optional.empty();
  }

  /** True where nobody has ever made a key. */
  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** All, in no order. */
  List<ApiKey> all() {
    return List.copyOf(keys.values());
  }

  @Override
  public void close() {
    tail.close();
  }
}
