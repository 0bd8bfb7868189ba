package io.chorus.connector.postgres;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chorus.contracts.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One row of the audit log: who did what to what, and what became of it.
 *
 * @param seq 1 for the first, without gaps
 * @param id by which it is known when it is stored again
 * @param atMs Unix milliseconds
 * @param tenant of the credentials
 * @param actor {@code operator}, {@code keyless}, {@code key:ID} or {@code token:SUBJECT}
 * @param act the route
 * @param object what it was done to
 * @param outcome {@code begun}, {@code done}, {@code refused}, {@code failed} or {@code shown}
 * @param previous the hash of the row before; {@link #NOTHING} of the first
 * @param hash SHA-256 (hex) of the JSON of all fields above: their names sorted, without spaces
 */
public record AuditRow(
    long seq,
    String id,
    long atMs,
    String tenant,
    String actor,
    String act,
    String object,
    String outcome,
    String previous,
    String hash) {
  /** What there is before the first row. */
  public static final String NOTHING = "0".repeat(64);

  /** The row as it follows another. */
  static AuditRow after(long seq, String previous, AuditEntry entry) {
    AuditRow row =
        new AuditRow(
            seq,
            entry.id(),
            entry.atMs(),
            entry.tenant(),
            entry.actor(),
            entry.act(),
            entry.object(),
            entry.outcome(),
            previous,
            null);
    return new AuditRow(
        seq,
        row.id,
        row.atMs,
        row.tenant,
        row.actor,
        row.act,
        row.object,
        row.outcome,
        previous,
        row.computedHash());
  }

  /** What its hash is to be. */
  String computedHash() {
    ObjectNode tree = Json.readOwn(Json.writeText(this), ObjectNode.class);
    tree.remove("hash");
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(Json.writeSorted(tree)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
