package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.redis.Piece;
import io.chorus.ingress.Foretold.Heard;
import org.junit.jupiter.api.Test;

class ForetoldTest {
  private final Foretold foretold = new Foretold();

  @Test
  void piecesOfOneAnswerAreTheCommittedAnswersBeginning() {
    assertThat(foretold.hear(new Piece("a", 0, "Forty"))).isEqualTo(Heard.NEXT);
    assertThat(foretold.hear(new Piece("a", 5, "-two"))).isEqualTo(Heard.NEXT);

    assertThat(foretold.rest("Forty-two.")).isEqualTo(".");
    assertThat(foretold.rest("Forty-two")).isEmpty();
    assertThat(foretold.rest("Forty")).isNull();
    assertThat(foretold.rest("Fifty-two.")).isNull();
  }

  @Test
  void afterALostPieceTheCommittedAnswerTellsTheRest() {
    assertThat(foretold.hear(new Piece("a", 0, "Forty"))).isEqualTo(Heard.NEXT);
    assertThat(foretold.hear(new Piece("a", 8, "o"))).isEqualTo(Heard.USELESS);
    assertThat(foretold.hear(new Piece("a", 5, "-tw"))).isEqualTo(Heard.USELESS);

    assertThat(foretold.rest("Forty-two")).isEqualTo("-two");
  }

  @Test
  void whoComesInTheMiddleOfAnAnswerHearsItWhole() {
    assertThat(foretold.hear(new Piece("a", 5, "-two"))).isEqualTo(Heard.USELESS);

    assertThat(foretold.rest("Forty-two")).isEqualTo("Forty-two");
  }

  @Test
  void anotherAskOrTheSameOnceMoreMakesVoidWhatWasTold() {
    foretold.hear(new Piece("a", 0, "Forty"));

    assertThat(foretold.hear(new Piece("b", 0, "Fifty"))).isEqualTo(Heard.ANEW);
    assertThat(foretold.hear(new Piece("b", 5, "-two"))).isEqualTo(Heard.ANEW);
    assertThat(foretold.hear(new Piece("a", 0, "Forty"))).isEqualTo(Heard.ANEW);
  }
}
