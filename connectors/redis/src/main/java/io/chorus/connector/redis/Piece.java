package io.chorus.connector.redis;

/**
 * A part of an answer's text, told while the answer is being written.
 *
 * @param ask which ask of the task is answered: another one's text begins anew
 * @param at how many characters (UTF-16) of that answer came before
 * @param text never empty
 */
public record Piece(String ask, int at, String text) {
  @Override
  public String toString() {
    return "Piece[" + ask + " at " + at + "]";
  }
}
