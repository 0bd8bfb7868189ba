package io.chorus.ingress;

import io.chorus.contracts.Role;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every route that takes a key: what keeps tenants apart there, and who may come. */
final class RouteTable {
  /** What keeps tenants apart at a route. */
  enum Wall {
    /** A foreign id is not found. */
    FOREIGN_ID,
    /** What a tenant sees or does is its own only, whatever the names. */
    OWN_ONLY,
    /** A tenant's users don't come here. */
    NO_USERS,
    /** There is nothing of anybody's. */
    NOBODYS
  }

  /** What keeps tenants apart at a route, and the roles that it opens to. */
  record Row(Wall wall, Set<Role> roles) {}

  /** By method and path. */
  static final Map<String, Row> ROWS = new HashMap<>();

  private static void rows(Wall wall, Set<Role> roles, String... routes) {
    List.of(routes).forEach(route -> ROWS.put(route, new Row(wall, roles)));
  }

  static {
    Set<Role> users = EnumSet.of(Role.USER, Role.ADMIN);
    Set<Role> admins = EnumSet.of(Role.ADMIN);
    Set<Role> operators = EnumSet.of(Role.OPERATOR);
    Set<Role> lookers = EnumSet.of(Role.USER, Role.ADMIN, Role.OPERATOR);
    Set<Role> payers = EnumSet.of(Role.ADMIN, Role.OPERATOR, Role.FINANCE);
    rows(
        Wall.OWN_ONLY,
        users,
        "POST /v1/tasks",
        "GET /v1/tasks",
        "POST /v1/chat/completions",
        "POST /v1/files",
        "GET /v1/files",
        "GET /v1/batches");
    rows(
        Wall.FOREIGN_ID,
        users,
        "GET /v1/files/:id",
        "GET /v1/files/:id/content",
        "DELETE /v1/files/:id",
        "POST /v1/batches",
        "GET /v1/batches/:batch",
        "GET /v1/tasks/:id",
        "GET /v1/tasks/:id/events",
        "POST /v1/tasks/:id/rerun");
    for (String verb : List.of("pause", "resume", "cancel", "move")) {
      rows(Wall.FOREIGN_ID, users, "POST /v1/tasks/:id/" + verb);
      rows(Wall.FOREIGN_ID, users, "POST /v1/batches/:batch/" + verb);
      rows(Wall.NO_USERS, admins, "POST /v1/queues/" + verb);
    }
    for (String verb : List.of("enable", "disable")) {
      rows(Wall.NO_USERS, operators, "POST /v1/engines/:engine/" + verb);
      rows(Wall.NO_USERS, operators, "POST /v1/engines/:engine/models/:model/" + verb);
    }
    rows(
        Wall.NO_USERS,
        operators,
        "POST /v1/policy",
        "GET /v1/accounts",
        "POST /v1/accounts",
        "DELETE /v1/accounts/:engine/:id",
        "GET /v1/budgets",
        "GET /v1/budgets/:tenant",
        "PUT /v1/budgets/:tenant");
    rows(Wall.OWN_ONLY, lookers, "GET /v1/queues");
    rows(Wall.NOBODYS, lookers, "GET /v1/models", "GET /v1/models/:name");
    rows(Wall.NOBODYS, users, "POST /v1/completions", "POST /v1/embeddings", "POST /v1/responses");
    rows(
        Wall.NO_USERS,
        admins,
        "GET /v1/keys",
        "POST /v1/keys",
        "POST /v1/keys/:id/rotate",
        "POST /v1/keys/:id/revoke");
    rows(Wall.NO_USERS, operators, "GET /v1/tenants", "POST /v1/tenants/:tenant");
    rows(Wall.NO_USERS, payers, "GET /v1/spend");
    rows(Wall.NO_USERS, EnumSet.of(Role.AUDITOR), "GET /v1/audit", "GET /v1/audit/verify");
  }

  private RouteTable() {}
}
