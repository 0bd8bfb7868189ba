package io.chorus.emulator;

import java.util.HashSet;
import java.util.Set;

/**
 * Counts the texts of a request, keeps the last one of the user, and sees that every tool's result
 * answers a call. Not thread-safe.
 */
final class Conversation {
  private final Set<String> roles;
  private final Set<String> calls = new HashSet<>();
  private long tokens;
  private String lastOfUser;
  private String toolResult;

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
    toolResult = null;
    if (role.equals("user")) {
      lastOfUser = text;
    }
  }

  void addSystem(String text) {
    tokens += Bodies.tokens(text);
  }

  /**
   * @param id the result names it
   */
  void addCall(String id, String name, String arguments) {
    calls.add(id);
    tokens += Bodies.tokens(name) + Bodies.tokens(arguments);
    toolResult = null;
  }

  void addResult(String id, String text) throws RefusedException {
    if (!calls.contains(id)) {
      throw RefusedException.badRequest("A tool's result answers no call of an earlier message.");
    }
    tokens += Bodies.tokens(text);
    toolResult = text;
  }

  /** The last tool's result, where nothing comes after it; null otherwise. */
  String toolResult() {
    return toolResult;
  }

  Protocol.Asked asks(String model, Wishes wishes) throws RefusedException {
    if (lastOfUser == null) {
      throw RefusedException.badRequest("There is no message of the user to answer.");
    }
    return new Protocol.Asked(model, lastOfUser, tokens, wishes);
  }
}
