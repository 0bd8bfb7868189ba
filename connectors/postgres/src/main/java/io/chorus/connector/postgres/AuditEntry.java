package io.chorus.connector.postgres;

/** What is to be a row of the audit log; see {@link AuditRow} for its fields. */
public record AuditEntry(
    String id, long atMs, String tenant, String actor, String act, String object, String outcome) {}
