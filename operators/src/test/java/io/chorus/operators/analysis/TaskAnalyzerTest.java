package io.chorus.operators.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.Script;
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
        "Write a python function that reverses a list       | code           | en | OPEN",
        "Viết một hàm Python tính giai thừa                 | code           | vi | OPEN",
        "请帮我编写一个排序函数                                  | code           | zh | OPEN",
        "Please fix the broken little class below           | code           | en | OPEN",
        "What is 12 * 13?                                   | math           | en | NUMBER",
        "Lan có 5 quả táo, ăn 2 quả. Còn bao nhiêu quả táo? | math           | vi | NUMBER",
        "小明有5个苹果，吃了2个，还剩多少？                       | math           | zh | NUMBER",
        "Prove that 7 divides n^7 - n.                      | math           | en | OPEN",
        "Translate to French: good morning                  | translation    | en | OPEN",
        "Dịch sang tiếng Anh: trời hôm nay đẹp quá          | translation    | vi | OPEN",
        "翻译成英文：今天天气很好                                | translation    | zh | OPEN",
        "Summarize the following article                    | summarization  | en | OPEN",
        "总结下面的文章                                        | summarization  | zh | OPEN",
        "Classify the sentiment of this review              | classification | en | LABEL",
        "Extract all names as JSON: Ann met Bo in Rome.     | extraction     | en | JSON",
        "Rewrite this sentence politely: Sit down!          | rewriting      | en | OPEN",
        "Write a short poem about the first frost           | creative       | en | OPEN",
        "Good morning, I'm so tired of the rain today.      | chat           | en | OPEN",
        "Why is the sky blue?                               | qa             | en | OPEN",
        "Vì sao bầu trời có màu xanh?                       | qa             | vi | OPEN",
        "Hello, how are you?                                | chat           | en | OPEN",
      })
  void kindLanguageAndFormAreSeen(String prompt, String kind, String language, AnswerForm form) {
    Analysis analysis = analyzer.analyze(Kit.request(prompt));

    assertThat(analysis.kind()).isEqualTo(kind);
    assertThat(analysis.language()).isEqualTo(language);
    assertThat(analysis.form()).isEqualTo(form);
    assertThat(analysis.secondKind()).isNotEqualTo(kind);
    assertThat(analysis.confidence()).isBetween(0.1, 1.0);
  }

  @Test
  void theFewWordsThatAreAllowedMakeALabel() {
    Analysis analysis = analyzer.analyze(Kit.request("Is the earth flat? Answer yes or no."));

    assertThat(analysis.form()).isEqualTo(AnswerForm.LABEL);
    assertThat(analysis.closed()).isTrue();
  }

  @Test
  void whatHasToBeJsonIsClosedWhateverItsKind() {
    ChatRequest request = Kit.request("Write a poem about the sea.", "{\"type\":\"object\"}");

    Analysis analysis = new TaskAnalyzer().analyze(request);

    assertThat(analysis.kind()).isEqualTo(Kinds.CREATIVE);
    assertThat(analysis.form()).isEqualTo(AnswerForm.JSON);
  }

  @Test
  void severalLettersOfferAChoice() {
    String question = "Which is the capital of France?";

    assertThat(form(question + "\n (a) Paris\n (b) Rome")).isEqualTo(AnswerForm.CHOICE);
    assertThat(form(question + " A. Paris B. Rome")).isEqualTo(AnswerForm.CHOICE);
    assertThat(form(question + "\n (a) Paris\n Rome")).isEqualTo(AnswerForm.OPEN);
  }

  @Test
  void tokensAreTheCharactersOfTheScriptAndTheExpectedOutput() {
    assertThat(Script.tokens("a".repeat(65), false)).isEqualTo(10);
    assertThat(Script.tokens("a".repeat(28), true)).isEqualTo(10);
    assertThat(Script.tokens("天".repeat(15), false)).isEqualTo(10);
    assertThat(Script.tokens("ế".repeat(37), false)).isEqualTo(10);

    Analysis analysis = analyzer.analyze(Kit.request("a".repeat(65)));
    assertThat(analysis.estimatedTokens()).isEqualTo(10 + analysis.expectedOutputTokens());
  }

  @Test
  void theOutputIsAsLongAsAskedFor() {
    assertThat(output("Write an essay of 500 words about rivers.")).isEqualTo(700);
    assertThat(output("写一篇300字的文章，介绍长江。")).isEqualTo(210);
    assertThat(output("Write an essay about rivers.")).isGreaterThan(200);
  }

  @Test
  void moreIsHarderThanLess() {
    String easy = "Write a function that adds two numbers.";
    String hard = "Design and optimize, in detail, the architecture of a compiler in Rust.";

    assertThat(analyzer.analyze(Kit.request(hard)).difficulty())
        .isGreaterThan(analyzer.analyze(Kit.request(easy)).difficulty());
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

  private AnswerForm form(String prompt) {
    return analyzer.analyze(Kit.request(prompt)).form();
  }

  private int output(String prompt) {
    return analyzer.analyze(Kit.request(prompt)).expectedOutputTokens();
  }
}
