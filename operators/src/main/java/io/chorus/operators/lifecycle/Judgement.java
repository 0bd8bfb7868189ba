package io.chorus.operators.lifecycle;

import io.chorus.contracts.Answer;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.Json;
import io.chorus.contracts.Strategy;
import io.chorus.operators.analysis.Analysis;
import io.chorus.operators.merging.Extraction;
import io.chorus.operators.merging.JudgePrompt;
import io.chorus.operators.quality.Grade;
import io.chorus.operators.quality.QualityGrader;
import java.util.ArrayList;
import java.util.List;

/** What is thought of an answer when it comes in. Thread-safe. */
final class Judgement {
  /** Below what passes: an answer that speaks to the judge is none of those that it gets to see. */
  private static final double ADDRESSED = 0.3;

  private static final String TO_THE_JUDGE = "to_the_judge";

  private final QualityGrader grader = new QualityGrader();

  Given of(TaskProgress progress, Slot slot, Answer answer) {
    ChatRequest request = Json.readOwn(progress.task().payload().text(), ChatRequest.class);
    ChatAnswer said = Json.readOwn(answer.payload().text(), ChatAnswer.class);
    Analysis analysis = progress.plan().analysis();
    Grade grade = grader.grade(request, said, analysis);
    if (progress.plan().strategy() == Strategy.FUSE
        && JudgePrompt.isAddressed(request, said.text())) {
      grade = marked(grade);
    }
    return new Given(
        slot.round(),
        slot.index(),
        answer.answeredBy(),
        answer.model(),
        grade.score(),
        grade.reasons(),
        Extraction.value(analysis.form(), said.text()),
        answer.usage().outputTokens(),
        answer.costNanoUsd(),
        answer.replayed() ? 0 : Math.max(0, answer.receivedAtMs() - answer.sentAtMs()),
        answer.payload());
  }

  private static Grade marked(Grade grade) {
    List<String> reasons = new ArrayList<>(grade.reasons());
    reasons.add(TO_THE_JUDGE);
    return new Grade(grade.score() * ADDRESSED, reasons);
  }
}
