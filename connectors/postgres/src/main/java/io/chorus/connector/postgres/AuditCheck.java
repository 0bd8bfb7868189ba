package io.chorus.connector.postgres;

/**
 * What a look at the whole audit log has found.
 *
 * @param rows that were looked at, up to the broken one
 * @param headSeq of the last row that is as it was written; 0 where there is none
 * @param headHash its hash: whoever notes it can tell later that no row before was changed or cut
 *     off
 * @param brokenSeq the first row that is not as it was written; null where all are
 * @param why what is wrong with it; null where nothing is
 */
public record AuditCheck(long rows, long headSeq, String headHash, Long brokenSeq, String why) {

  /** Follows rows in their order. */
  static final class Walk {
    private long seq;
    private String hash = AuditRow.NOTHING;
    private AuditCheck broken;

    /** False from the first row on that is not as it was written. */
    boolean follow(AuditRow row) {
      String why = fault(row);
      if (why != null) {
        long at = Math.min(row.seq(), seq + 1);
        broken = new AuditCheck(seq + 1, seq, hash, at, why);
        return false;
      }
      seq = row.seq();
      hash = row.hash();
      return true;
    }

    private String fault(AuditRow row) {
      if (row.seq() != seq + 1) {
        return "row " + (seq + 1) + " is missing";
      }
      if (!row.previous().equals(hash)) {
        return "row " + row.seq() + " does not follow the row before as that is now";
      }
      return row.hash().equals(row.computedHash())
          ? null
          : "row " + row.seq() + " is not what was written";
    }

    AuditCheck end() {
      return broken == null ? new AuditCheck(seq, seq, hash, null, null) : broken;
    }
  }
}
