package io.chorus.contracts;

import static io.chorus.contracts.KeyScope.AUDIT;
import static io.chorus.contracts.KeyScope.MANAGE;
import static io.chorus.contracts.KeyScope.OPERATE;
import static io.chorus.contracts.KeyScope.READ;
import static io.chorus.contracts.KeyScope.SPEND;
import static io.chorus.contracts.KeyScope.WRITE;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What people and programs are here for: a name for a set of scopes. */
public enum Role {
  /** Asks, and sees the answers of its tenant. */
  USER,
  /** The same, and decides for its tenant: its keys, all of its work, its spend. */
  ADMIN,
  /** Keeps the system running, for all tenants, and sees nobody's prompts or answers. */
  OPERATOR,
  /** Sees what all tenants spend. */
  FINANCE,
  /** Sees who did what, for all tenants. */
  AUDITOR;

  /** True where all that it may do is within one tenant. */
  public boolean isWithinTenant() {
    return this == USER || this == ADMIN;
  }

  /** All that it may do. */
  public Set<KeyScope> scopes() {
    return switch (this) {
      case USER -> Set.of(READ, WRITE);
      case ADMIN -> Set.of(READ, WRITE, MANAGE);
      case OPERATOR -> Set.of(OPERATE, SPEND);
      case FINANCE -> Set.of(SPEND);
      case AUDITOR -> Set.of(AUDIT);
    };
  }

  /** The name in requests, in tokens and on the command line. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of a name; empty for a text that is none. */
  public static Optional<Role> named(String text) {
    return Arrays.stream(values()).filter(role -> role.wireName().equals(text)).findFirst();
  }

  /** All names, for people. */
  public static String names() {
    return Arrays.stream(values()).map(Role::wireName).collect(Collectors.joining(", "));
  }
}
