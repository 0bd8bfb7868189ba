package io.chorus.operators.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Call;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Strategy;
import io.chorus.contracts.Task;
import org.junit.jupiter.api.Test;

/** Tasks of tenants that keep personal data from engines. */
class HidingTest {
  private static final String LETTER = "Write to an@example.com or 0912 345 678, in two sentences.";

  @Test
  void noEngineSeesWhatTheTenantGetsBack() {
    Life life = Life.redacted(LETTER, Strategy.SINGLE);

    assertThat(life.asked("a").lastUserMessage())
        .isEqualTo("Write to [EMAIL_1] or [PHONE_1], in two sentences.");
    life.says("a", "Dear [EMAIL_1], thank you. We call [PHONE_1] tomorrow.");
    assertThat(life.text())
        .isEqualTo("Dear an@example.com, thank you. We call 0912 345 678 tomorrow.");
  }

  @Test
  void aJudgeSeesNoMoreThanTheOthers() {
    Life life = Life.redacted(LETTER, Strategy.FUSE);
    life.says("a", "Dear [EMAIL_1], thank you for your order. We call [PHONE_1] tomorrow at noon.")
        .says("b", "Hello [EMAIL_1], your parcel is on its way. Questions? We call [PHONE_1] soon.")
        .says(
            "c", "Good day [EMAIL_1], all is well with your order. Expect us at [PHONE_1] today.");

    assertThat(life.all()).hasSizeGreaterThan(3);
    assertThat(life.all())
        .extracting(call -> call.payload().text())
        .noneMatch(asked -> asked.contains("an@example.com") || asked.contains("345 678"));
  }

  @Test
  void nobodyHearsTheWordsBeforeTheyAreRestored() {
    assertThat(Life.redacted(LETTER, Strategy.SINGLE).all()).noneMatch(Call::stream);
  }

  @Test
  void anAnswerThatIsTooLongWithItsDataPutBackIsNoneAtAll() {
    Life life = Life.redacted("Repeat " + "a".repeat(60) + "@example.com often.", Strategy.SINGLE);
    life.says("a", "[EMAIL_1]".repeat(200_000));

    assertThat(life.result().state()).isEqualTo(FinalState.FAILED);
    assertThat(life.result().errorCode()).isEqualTo("redaction_failed");
    assertThat(life.result().payload().text()).isEmpty();
  }

  @Test
  void whereItTakesTooLongNobodyIsAsked() {
    Life life = Life.redacted("Add up: " + "1 ".repeat(20_001), Strategy.SINGLE);

    assertThat(life.all()).isEmpty();
    assertThat(life.result().state()).isEqualTo(FinalState.FAILED);
    assertThat(life.result().errorCode()).isEqualTo("redaction_failed");
    assertThat(life.result().errorMessage()).contains("20000 digits");
  }

  @Test
  void whereItCanNotBeDoneNobodyIsAsked() {
    Task broken = Life.task(null, Strategy.SINGLE, 0, "public").redacting();

    assertThat(Hiding.begun(TaskProgress.begin(broken, null, null, 1))).isNull();
  }
}
