package io.chorus.operators.asking;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;

/**
 * What is to be answered.
 *
 * @param known what the cache has for it, or null
 */
record Wanted(Call call, Answer known, Tries tries) {
  Wanted after(Tries next) {
    return new Wanted(call, known, next);
  }

  Wanted heldAgain() {
    return after(tries.heldAgain());
  }
}
