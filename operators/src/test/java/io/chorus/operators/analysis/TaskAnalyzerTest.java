package io.chorus.operators.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.operators.Kit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskAnalyzerTest {
  private final TaskAnalyzer analyzer = new TaskAnalyzer();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Write a python function that reverses a list       | code      | en | false",
        "Viết một hàm tính giai thừa                        | code      | vi | false",
        "What is 12 * 13?                                   | math      | en | true",
        "Lan có 5 quả táo, ăn 2 quả. Còn bao nhiêu quả táo? | math      | vi | true",
        "小明有5个苹果，吃了2个，还剩多少？                       | math      | zh | true",
        "Translate to French: good morning                  | translation | en | false",
        "Dịch sang tiếng Anh: trời hôm nay đẹp quá          | translation | vi | false",
        "翻译成英文：今天天气很好                                | translation | zh | false",
        "Summarize the following article                    | summarization | en | false",
        "总结下面的文章                                        | summarization | zh | false",
        "Classify the sentiment of this review              | classification | en | true",
        "Is the earth flat? Answer yes or no.               | chat      | en | true",
        "Please fix the broken little class below           | code      | en | false",
        "Is a classified function label a functional thing? | classification | en | true",
        "Pick one. (a) Paris is big                         | chat      | en | false",
        "It took 2020 - a long year - to rebuild            | chat      | en | false",
        "请帮我编写一个排序函数                                  | code      | zh | false",
        "Why is the sky blue?                               | chat      | en | false",
        "Vì sao bầu trời có màu xanh?                       | chat      | vi | false",
      })
  void kindLanguageAndClosednessAreSeen(
      String prompt, String kind, String language, boolean closed) {
    Analysis analysis = analyzer.analyze(Kit.request(prompt));

    assertThat(analysis.kind()).isEqualTo(kind);
    assertThat(analysis.language()).isEqualTo(language);
    assertThat(analysis.closed()).isEqualTo(closed);
  }

  @Test
  void twoLinesThatOfferAChoiceMakeATaskClosed() {
    assertThat(analyzer.analyze(Kit.request("Capital?\n (a) Paris\n (b) Rome")).closed()).isTrue();
    assertThat(analyzer.analyze(Kit.request("Capital?\n (a) Paris\n Rome")).closed()).isFalse();
  }

  @Test
  void tokensAreTheCharactersOfTheScriptAndTheExpectedOutput() {
    assertThat(Script.tokens("a".repeat(65), false)).isEqualTo(10);
    assertThat(Script.tokens("a".repeat(28), true)).isEqualTo(10);
    assertThat(Script.tokens("天".repeat(15), false)).isEqualTo(10);
    assertThat(Script.tokens("ế".repeat(37), false)).isEqualTo(10);

    assertThat(analyzer.analyze(Kit.request("a".repeat(65))).estimatedTokens()).isEqualTo(410);
  }

  @Test
  void theOutputIsNeverExpectedToBeLongerThanAskedFor() {
    ChatRequest request =
        new ChatRequest(
            List.of(new ChatMessage("user", "a".repeat(65))), 7, null, null, List.of(), null);

    assertThat(analyzer.analyze(request).estimatedTokens()).isEqualTo(17);
  }

  @Test
  void anEnormousPromptIsUnderstoodInBoundedTime() {
    Analysis analysis = analyzer.analyze(Kit.request("1 ".repeat(500_000)));

    assertThat(analysis.estimatedTokens()).isGreaterThan(100_000);
  }
}
