package io.chorus.contracts;

/** The version every record carries. Readers accept this version and all earlier ones. */
public final class SchemaVersion {
  public static final int CURRENT = 1;

  private SchemaVersion() {}
}
