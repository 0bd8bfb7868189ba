package io.chorus.ingress.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chorus.connector.s3.S3Client;
import io.chorus.connector.s3.S3Folder;
import io.chorus.connector.s3.S3Location;
import io.chorus.connector.s3.S3Object;
import io.chorus.contracts.ApiKey;
import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of all that is known of API keys, in S3. The name of a snapshot is the seal over its
 * content, so none is ever replaced by another; one goes only after what was in it has been written
 * again. So any number of replicas may write at once, late or never, and nothing that was stored is
 * lost. Methods fail with an {@link IOException} or, in one sentence, with an {@link
 * IllegalStateException} where S3 is away or refuses. Not thread-safe.
 */
public final class TokenStore {
  private static final Logger LOG = LoggerFactory.getLogger(TokenStore.class);
  private static final Pattern NAME = Pattern.compile("keys-[0-9a-f]{64}\\.jsonl");

  /** Usually there is one, and for a moment as many as there are replicas. */
  private static final int MOST_SNAPSHOTS = 1_000;

  /** Some 180,000 keys. */
  static final int MOST_BYTES = 64 << 20;

  private static final int ATTEMPTS = 5;

  private final S3Client s3;
  private final S3Location place;
  private final Seal seal;
  private final Set<String> read = new HashSet<>();
  private final Set<String> refused = new HashSet<>();

  private TokenStore(S3Client s3, S3Location place, Seal seal) {
    this.s3 = s3;
    this.place = place;
    this.seal = seal;
  }

  /**
   * Asks nobody yet.
   *
   * @throws IllegalStateException where the key of the seal is not to be had or too short
   */
  public static TokenStore at(TokenStoreConfig config, S3Client s3) {
    return new TokenStore(s3, config.at().bucket(), Seal.with(config.key().resolve()));
  }

  /** Tells of all keys in snapshots that were not read before. What is no snapshot is left out. */
  public void read(Consumer<ApiKey> learner) throws IOException {
    S3Folder folder = s3.folder(place);
    int attempts = ATTEMPTS;
    while (!allRead(folder, learner)) {
      if (--attempts == 0) {
        throw new IOException("snapshots are gone as soon as they are listed: " + place);
      }
    }
  }

  private boolean allRead(S3Folder folder, Consumer<ApiKey> learner) throws IOException {
    try {
      for (S3Object object : listed(folder)) {
        if (!read.contains(object.name()) && !refused.contains(object.name())) {
          take(folder, object, learner);
        }
      }
      return true;
    } catch (NoSuchFileException e) {
      // who removed it has written before what was in it
      return false;
    }
  }

  private static List<S3Object> listed(S3Folder folder) throws IOException {
    return folder.list(NAME.asMatchPredicate(), MOST_SNAPSHOTS);
  }

  private void take(S3Folder folder, S3Object object, Consumer<ApiKey> learner) throws IOException {
    try {
      keys(folder, object).forEach(learner);
      read.add(object.name());
    } catch (RefusedSnapshotException e) {
      LOG.warn("{}{} is left out: {}", place, object.name(), e.getMessage());
      refused.add(object.name());
    }
  }

  private List<ApiKey> keys(S3Folder folder, S3Object object)
      throws IOException, RefusedSnapshotException {
    if (object.bytes() > MOST_BYTES) {
      throw new RefusedSnapshotException("it is larger than " + MOST_BYTES + " bytes");
    }
    byte[] content;
    try (InputStream in = folder.read(object)) {
      content = in.readAllBytes();
    }
    if (!seal.isOn(content, object.name())) {
      throw new RefusedSnapshotException("it was changed, or sealed with another key");
    }
    List<ApiKey> keys = new ArrayList<>();
    try {
      for (String line : new String(content, UTF_8).lines().toList()) {
        keys.add(Json.read(line, ApiKey.class));
      }
    } catch (MalformedJsonException e) {
      throw new RefusedSnapshotException("a line of it " + e.getMessage());
    }
    return keys;
  }

  /** True where some snapshot could be read, even if it is of no key. */
  public boolean isRead() {
    return !read.isEmpty();
  }

  /**
   * Stores what is known, and removes what has come into it.
   *
   * @param keys all that was read here, and more
   */
  public void write(Collection<ApiKey> keys) throws IOException {
    byte[] content = content(keys);
    String name = seal.name(content);
    S3Folder folder = s3.folder(place);
    List<String> there = listed(folder).stream().map(S3Object::name).toList();
    // what is gone needs no remembering
    read.retainAll(there);
    refused.retainAll(there);
    if (!there.contains(name) || !read.contains(name)) {
      folder.put(name, content);
      read.add(name);
      refused.remove(name);
    }
    for (String old : there) {
      if (!old.equals(name) && read.contains(old)) {
        folder.delete(old);
      }
    }
  }

  private static byte[] content(Collection<ApiKey> keys) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (ApiKey key : keys.stream().sorted(Comparator.comparing(ApiKey::keyId)).toList()) {
      content.writeBytes(Json.write(key));
      content.write('\n');
      if (content.size() > MOST_BYTES) {
        throw new IOException("too many keys for a snapshot of " + MOST_BYTES + " bytes");
      }
    }
    return content.toByteArray();
  }

  /** What is there and no snapshot of ours. */
  private static final class RefusedSnapshotException extends Exception {
    RefusedSnapshotException(String why) {
      super(why);
    }
  }
}
