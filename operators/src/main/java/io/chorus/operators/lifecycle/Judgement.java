package io.chorus.operators.lifecycle;

import io.chorus.contracts.Answer;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.Json;
import io.chorus.operators.analysis.Analysis;
import io.chorus.operators.merging.Extraction;
import io.chorus.operators.quality.Grade;
import io.chorus.operators.quality.QualityGrader;

/** What is thought of an answer when it comes in. Thread-safe. */
final class Judgement {
  private final QualityGrader grader = new QualityGrader();

  Given of(TaskProgress progress, Slot slot, Answer answer) {
    ChatRequest request = progress.request();
    ChatAnswer said = Json.readOwn(answer.payload().text(), ChatAnswer.class);
    Analysis analysis = progress.plan().analysis();
    Grade grade = grader.grade(request, said, analysis);
    return new Given(
        slot.round(),
        slot.index(),
        answer.answeredBy(),
        answer.model(),
        grade.score(),
        grade.reasons(),
        Extraction.value(analysis.form(), analysis.language(), said.text()),
        answer.usage().outputTokens(),
        answer.costNanoUsd(),
        answer.replayed() ? 0 : Math.max(0, answer.receivedAtMs() - answer.sentAtMs()),
        answer.payload());
  }
}
