package io.chorus.operators.scheduling;

import io.chorus.contracts.Answer;

/**
 * A call came back: its place in the engine's window is free. The slim form of an answer.
 *
 * @param engine whose window
 * @param ask id of the ask
 */
public record Freed(String engine, String ask) {

  public static Freed of(Answer answer) {
    return new Freed(answer.engine(), answer.askId().toString());
  }
}
