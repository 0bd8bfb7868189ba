package io.chorus.operators.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalDataTest {
  /** What is marked, what of it is hidden, and what else was taken for it. */
  private static final class Count {
    private int marked;
    private int hidden;
    private int mistaken;

    private double recall() {
      return marked == 0 ? 1 : (double) hidden / marked;
    }

    @Override
    public String toString() {
      return "%d of %d, and %d that are none".formatted(hidden, marked, mistaken);
    }
  }

  /** Prints the table of docs/measurements.md. */
  @Test
  void mostOfWhatIsMarkedIsFoundAndLittleElse() throws Exception {
    Map<String, Count> counts = new TreeMap<>();
    for (Labelled row : Labelled.all()) {
      List<Found> found = PersonalData.in(row.text());
      row.marked().forEach(mark -> count(counts, mark.entity(), row).marked++);
      row.hidden(found).forEach(mark -> count(counts, mark.entity(), row).hidden++);
      row.mistaken(found).forEach(other -> count(counts, other.entity(), row).mistaken++);
    }
    counts.forEach((name, count) -> System.out.println(name + "  " + count));

    assertThat(total(counts, "en").recall()).isGreaterThanOrEqualTo(0.9);
    assertThat(total(counts, "vi").recall()).isGreaterThanOrEqualTo(0.9);
    assertThat(total(counts, "zh").recall()).isGreaterThanOrEqualTo(0.9);
    assertThat(total(counts, "").mistaken).isLessThanOrEqualTo(5);
  }

  private static Count count(Map<String, Count> counts, Entity entity, Labelled row) {
    return counts.computeIfAbsent(entity + " " + row.language(), name -> new Count());
  }

  private static Count total(Map<String, Count> counts, String language) {
    Count total = new Count();
    counts.forEach(
        (name, count) -> {
          if (name.endsWith(language)) {
            total.marked += count.marked;
            total.hidden += count.hidden;
            total.mistaken += count.mistaken;
          }
        });
    return total;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@", "a.", "@a.", "12:", "+", "DE89 ", "4111 ", "CCCD "})
  void aTextMadeToHoldItUpIsReadInTime(String piece) {
    assertThat(PersonalData.in(piece.repeat(10_000))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12 4111 1111 1111 1111 12/27",
        "2 x 4111 1111 1111 1111 123",
        "IN20 CASE 4111 1111 1111 1111",
        "no.4111111111111111-"
      })
  void aCardIsFoundBetweenNumbersThatBelongToOthers(String text) {
    assertThat(PersonalData.in(text))
        .anyMatch(
            found ->
                found.entity() == Entity.CARD
                    && text.substring(found.start(), found.end())
                        .replace(" ", "")
                        .equals("4111111111111111"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NL91 ABNA 0417 1643 00 EUR 50",
        "IN20 CASE NL91 ABNA 0417 1643 00",
        "AT10 nl91 abna 0417 1643 00."
      })
  void anAccountIsFoundBetweenWordsThatLookLikePartsOfIt(String text) {
    assertThat(PersonalData.in(text))
        .anyMatch(
            found ->
                found.entity() == Entity.IBAN
                    && text.substring(found.start(), found.end())
                        .equalsIgnoreCase("NL91 ABNA 0417 1643 00"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x@y.org-", "<x@y.org>", "a@x@y.org", "x@y.org.", "邮箱x@y.org收"})
  void anAddressIsFoundWhateverIsAroundIt(String text) {
    assertThat(PersonalData.in(text))
        .anyMatch(found -> text.substring(found.start(), found.end()).equals("x@y.org"));
  }

  @Test
  void whatOverlapsIsOne() {
    Found card = new Found(Entity.CARD, 5, 20);

    assertThat(card.with(new Found(Entity.PHONE, 12, 25))).isEqualTo(new Found(Entity.CARD, 5, 25));
    assertThat(card.with(new Found(Entity.PHONE, 2, 9))).isEqualTo(new Found(Entity.CARD, 2, 20));
  }

  @Test
  void whatIsFoundIsInOrderAndApart() {
    String text =
        "Visa 4111 1111 1111 1111, x@y.org, call 0912345678; from 203.0.113.1 to DE89370400440532013000";

    List<Found> found = PersonalData.in(text);

    assertThat(found)
        .extracting(Found::entity)
        .containsExactly(Entity.CARD, Entity.EMAIL, Entity.PHONE, Entity.IP, Entity.IBAN);
    for (int i = 1; i < found.size(); i++) {
      assertThat(found.get(i).start()).isGreaterThanOrEqualTo(found.get(i - 1).end());
    }
  }
}
