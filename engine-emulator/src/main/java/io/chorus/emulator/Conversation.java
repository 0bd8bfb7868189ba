package io.chorus.emulator;

import java.util.Set;

/** Counts the texts of a request and keeps the last one of the user. Not thread-safe. */
final class Conversation {
  private final Set<String> roles;
  private long tokens;
  private String lastOfUser;

  /**
   * @param roles those that the protocol knows; {@code user} is one of them
   */
  Conversation(Set<String> roles) {
    this.roles = roles;
  }

  void add(String role, String text) throws RefusedException {
    if (!roles.contains(role)) {
      throw RefusedException.badRequest("A message's 'role' must be one of " + roles + ".");
    }
    tokens += Bodies.tokens(text);
    if (role.equals("user")) {
      lastOfUser = text;
    }
  }

  void addSystem(String text) {
    tokens += Bodies.tokens(text);
  }

  Protocol.Asked asks(String model) throws RefusedException {
    if (lastOfUser == null) {
      throw RefusedException.badRequest("There is no message of the user to answer.");
    }
    return new Protocol.Asked(model, lastOfUser, tokens);
  }
}
