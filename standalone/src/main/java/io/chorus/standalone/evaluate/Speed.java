package io.chorus.standalone.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatRequest;
import io.chorus.operators.analysis.Analysis;
import io.chorus.operators.analysis.TaskAnalyzer;
import io.chorus.operators.quality.QualityGrader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the judgement costs in CPU time, warm, on one thread. */
final class Speed {
  private static final int CHARACTERS = 1_000;
  private static final int ROUNDS = 5;
  private static final int PROMPTS = 2_000;
  private static final double NANOS_PER_MS = 1e6;
  private static final double BYTES_PER_KB = 1_000;

  private final TaskAnalyzer analyzer = new TaskAnalyzer();
  private final QualityGrader grader = new QualityGrader();

  private record Graded(ChatRequest request, Analysis analysis, ChatAnswer answer) {}

  /** Each figure is the last of some rounds, the first of which warm up. */
  void evaluate(Path prompts, Path answers, Report report) throws IOException {
    List<JsonNode> rows = Rows.of(prompts);
    if (rows.isEmpty()) {
      return;
    }
    report.add(
        "speed.analyzer_ms", analyzer(rows), "≤ 0.3", "CPU for a prompt of 1,000 characters");
    report.add(
        "speed.quality_ms_per_kb", quality(rows, answers), "≤ 0.5", "CPU for each KB of answer");
  }

  private double analyzer(List<JsonNode> rows) {
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(row.path("prompt").asText()).append('\n'));
    List<ChatRequest> requests = new ArrayList<>();
    for (int i = 0; i < PROMPTS && text.length() > CHARACTERS; i++) {
      int from = (i * 97) % (text.length() - CHARACTERS);
      requests.add(TaskTypes.request(text.substring(from, from + CHARACTERS)));
    }
    double nanos = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long before = cpu();
      requests.forEach(analyzer::analyze);
      nanos = cpu() - before;
    }
    return nanos / requests.size() / NANOS_PER_MS;
  }

  private double quality(List<JsonNode> prompts, Path answers) throws IOException {
    Map<String, String> byId = new HashMap<>();
    prompts.forEach(row -> byId.put(row.path("id").asText(), row.path("prompt").asText()));
    List<Graded> all = new ArrayList<>();
    long bytes = 0;
    for (JsonNode row : Rows.of(answers)) {
      String prompt = byId.getOrDefault(row.path("id").asText(), "");
      String answer = row.path("answer").asText();
      ChatRequest request = TaskTypes.request(prompt);
      all.add(new Graded(request, analyzer.analyze(request), new ChatAnswer(answer, "stop")));
      bytes += answer.getBytes(StandardCharsets.UTF_8).length;
    }
    double nanos = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long before = cpu();
      all.forEach(one -> grader.grade(one.request(), one.answer(), one.analysis()));
      nanos = cpu() - before;
    }
    return nanos / NANOS_PER_MS / Math.max(1, bytes / BYTES_PER_KB);
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
