package io.chorus.operators.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PhrasesTest {
  private static final Path TRAINING = Path.of("src/main/training");

  static Stream<Phrases> all() {
    return Stream.of(RefusalFeatures.REFUSES, Flattery.PRAISE, JudgeTalk.TO_THE_JUDGE);
  }

  @ParameterizedTest
  @MethodSource("all")
  void nothingIsMissedThatTheExpressionFindsAnywhere(Phrases phrases) throws Exception {
    for (String text : texts()) {
      String lower = text.toLowerCase(Locale.ROOT);
      assertThat(found(phrases, lower)).as(text).isEqualTo(everywhere(phrases.pattern(), lower));
    }
  }

  @Test
  void capitalsAreNoDifference() {
    assertThat(Flattery.PRAISE.areIn("GREAT QUESTION, really")).isTrue();
    assertThat(Flattery.PRAISE.areIn("Ý tưởng của bạn RẤT HAY")).isTrue();
    assertThat(Flattery.PRAISE.areIn("a greater questioner")).isFalse();
  }

  private static List<Integer> found(Phrases phrases, String lower) {
    List<Integer> at = new ArrayList<>();
    Matcher matcher = phrases.matcher(lower);
    for (int from = 0; phrases.next(matcher, lower, from); from = matcher.end()) {
      at.add(matcher.start());
    }
    return at;
  }

  private static List<Integer> everywhere(Pattern pattern, String lower) {
    return pattern.matcher(lower).results().map(MatchResult::start).toList();
  }

  private static List<String> texts() throws Exception {
    List<String> texts = new ArrayList<>();
    for (String file : List.of("prompts.jsonl", "refusals.jsonl")) {
      for (String line : Files.readAllLines(TRAINING.resolve(file))) {
        texts.add(Json.tree(line.getBytes(StandardCharsets.UTF_8)).path("text").asText());
      }
    }
    return texts;
  }
}
