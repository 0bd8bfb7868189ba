package io.chorus.contracts;

/** Tenants until they are declared somewhere: there is one. */
public final class Tenants {
  public static final String DEFAULT = "default";

  private Tenants() {}
}
