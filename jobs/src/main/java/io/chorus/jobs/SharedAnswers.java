package io.chorus.jobs;

import io.chorus.connector.redis.KeptAnswers;
import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.Json;
import io.chorus.operators.asking.AnswerCache;
import java.util.concurrent.CompletableFuture;

/** The cache as the asker knows it: kept in Redis for all processes together. Thread-safe. */
record SharedAnswers(KeptAnswers answers) implements AnswerCache {

  @Override
  public CompletableFuture<Answer> find(Call call) {
    return answers
        .find(call.tenant(), call.requestHash())
        .thenApply(json -> json == null ? null : Json.readOwn(json, Answer.class));
  }

  @Override
  public CompletableFuture<Void> keep(Call call, Answer answer) {
    return answers.keep(
        call.tenant(), call.requestHash(), Json.writeText(answer), call.cacheMaxAgeMs());
  }
}
