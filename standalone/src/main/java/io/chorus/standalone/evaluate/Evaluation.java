package io.chorus.standalone.evaluate;

import io.chorus.operators.Models;
import java.io.IOException;
import java.nio.file.Path;

/** All that can be measured on a folder of recorded answers; sets that are absent are skipped. */
public final class Evaluation {
  private final Path data;
  private final Models models;

  /**
   * @param data the folder; its files have the names of their sets
   * @param models our own labelled files
   */
  public Evaluation(Path data, Models models) {
    this.data = data;
    this.models = models;
  }

  public Report run() throws IOException {
    Report report = new Report();
    TaskTypes types = new TaskTypes();
    types.own(models, report);
    types.others(data.resolve("task-types"), report);
    new Gsm8k(data.resolve("gsm8k").resolve("solutions.jsonl")).evaluate(report);
    new Refusals(models).evaluate(data.resolve("refusals"), report);
    Path five = data.resolve("five-engines");
    Path prompts = five.resolve("prompts.jsonl");
    new Ranked(data.resolve("ranked").resolve("answers.jsonl"), prompts).evaluate(report);
    new Speed().evaluate(prompts, five.resolve("answers.jsonl"), report);
    return report;
  }
}
