package io.chorus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Explanation;
import io.chorus.contracts.FinalState;
import io.chorus.standalone.explain.Story;
import io.chorus.standalone.explain.StoryText;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTextTest {

  @Test
  void aStoryTellsThePlanTheAsksTheStepsAndTheEnd() {
    Explanation.Judged judged =
        new Explanation.Judged(1, 0, "qwen", "qwen-plus", 0.5, List.of("truncated"), 1, 20_000, 80);
    Story story =
        new Story(
            "0199",
            "vi-math-1",
            "standard",
            "chorus-auto",
            "internal",
            FinalState.SUCCEEDED,
            0.25,
            planned(),
            List.of(
                new Story.Ask(
                    1,
                    0,
                    1,
                    "qwen",
                    "qwen-plus",
                    "answered",
                    81,
                    20,
                    4,
                    20_000,
                    judged,
                    "It\nis 7.")),
            List.of("round 1: qwen", "good enough"),
            "qwen",
            0.5,
            List.of("truncated"),
            2,
            20_000,
            null);

    assertThat(StoryText.of(story).lines())
        .containsExactly(
            "  task        0199   vi-math-1",
            "              standard lane · chorus-auto · data class internal",
            "  understood  math (0.93, else qa) · vi · difficulty 0.25 · answer: number   [analyzer 7, grader 8]",
            "  planned     vote: the rule says so   [rule sums, policy 4]",
            "              qwen, openai · 3 calls, 2 rounds at most · bar 0.50 · about $0.000060",
            "              by their records openai would be first",
            "  ask 1/0/1   qwen      qwen-plus                answered in 81 ms · 20 + 4 tokens · $0.000020"
                + " · grade 0.50 (truncated) · value 1",
            "                It is 7.",
            "  steps       round 1: qwen",
            "              good enough",
            "  succeeded   qwen · grade 0.50 (truncated) · 0.3 s · 1 asks, 2 calls saved · $0.000020");
  }

  private static Explanation.Planned planned() {
    return new Explanation.Planned(
        4,
        "sums",
        "vote: the rule says so",
        "7",
        "8",
        "math",
        "qa",
        0.93,
        "vi",
        0.25,
        "number",
        0.5,
        2,
        3,
        60_000,
        List.of("qwen", "openai"),
        "openai",
        List.of());
  }
}
