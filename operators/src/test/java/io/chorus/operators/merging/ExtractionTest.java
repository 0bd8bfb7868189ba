package io.chorus.operators.merging;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.operators.analysis.AnswerForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtractionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 boxes of 4 make 12. A: 12                  | 12",
        "The answer is $1,250.00 in all.              | 1250",
        "So we get \\boxed{42}, since 6 * 7 = 42 < 50 | 42",
        "First 5, then 7, so 35.                      | 35",
        "Đáp án: 3,5 lít                              | 3.5",
        "Tổng là 1.250.000 đồng                       | 1250000",
        "答案是 18 个                                   | 18",
        "答案：１２                                      | 12",
        "Answer: 3 + 4 = 7                            | 7",
        "#### -6                                      | -6",
        "A: 3/4                                       | 0.75",
        "A: 1/3                                       | 1/3",
        "It takes 10/4 hours.                         | 2.5",
        "Vậy khách trả **1.360.000 đồng**. Lưu ý: tổng mức giảm là 28%, không phải 30%. | 1360000",
      })
  void aNumberIsTheOneThatIsGivenAsTheAnswer(String answer, String number) {
    assertThat(Extraction.value(AnswerForm.NUMBER, "en", answer)).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vi | Khách phải trả 360.000.                  | 360000",
        "vi | Khách phải trả 360,000 đồng.             | 360000",
        "vi | Còn lại 2.500.000 và 12,5 phần trăm.     | 12.5",
        "vi | Đáp án: 0.125                            | 0.125",
        "vi | Đáp án: 0,125                            | 0.125",
        "vi | Đáp án: 3.5 kg                           | 3.5",
        "en | They pay 360.000 VND in all.             | 360000",
        "en | 1.250.000 less 890.000 leaves 360.000    | 360000",
        "en | Der Preis ist 1.250,50, Rest: 360.000    | 360000",
        "en | The rod is 360.125 mm long.              | 360.125",
        "en | A: 0.360                                 | 0.36",
        "zh | 答案：3.125                                | 3.125",
      })
  void aDotBeforeThreeDigitsGroupsThemWhereThatIsTheCustom(
      String language, String answer, String number) {
    assertThat(Extraction.value(AnswerForm.NUMBER, language, answer)).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "B                                   | B",
        "(c)                                 | C",
        "The answer is (B), because A is old | B",
        "**Answer:** D                       | D",
        "Đáp án đúng là C.                    | C",
        "正确答案是A                            | A",
        "B. Paris                            | B",
        "I would go for option C here.       | C",
      })
  void aChoiceIsItsLetter(String answer, String letter) {
    assertThat(Extraction.value(AnswerForm.CHOICE, "en", answer)).isEqualTo(letter);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Positive.                                   | positive",
        "**Negative**                                | negative",
        "Sentiment: Neutral                          | neutral",
        "Yes, since it asks for a password.          | yes",
        "Không, vì câu này lịch sự.                   | không",
        "类别：体育                                     | 体育",
        "The text belongs to **sports** as it is about a game between two teams. | sports",
      })
  void aLabelIsAWordOrTwoInLowerCase(String answer, String label) {
    assertThat(Extraction.value(AnswerForm.LABEL, "en", answer)).isEqualTo(label);
  }

  @Test
  void jsonIsTheSameHoweverItIsWritten() {
    String bare = Extraction.value(AnswerForm.JSON, "en", "{\"b\": 1.0, \"a\": [2]}");
    String fenced =
        Extraction.value(AnswerForm.JSON, "en", "Here:\n```json\n{\"a\":[2],\n\"b\":1}\n```");

    assertThat(bare).isEqualTo("{\"a\":[2],\"b\":1}").isEqualTo(fenced);
  }

  @Test
  void whatHoldsNoValueVotesForNothing() {
    assertThat(Extraction.value(AnswerForm.NUMBER, "en", "You ask wonderful questions!")).isNull();
    assertThat(Extraction.value(AnswerForm.JSON, "en", "{\"a\":")).isNull();
    assertThat(Extraction.value(AnswerForm.LABEL, "en", "word ".repeat(50) + ".")).isNull();
    assertThat(Extraction.value(AnswerForm.OPEN, "en", "A: 12")).isNull();
  }
}
