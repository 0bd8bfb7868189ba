package io.chorus.jobs;

import io.chorus.connector.redis.TokenSpeaker;
import io.chorus.contracts.Account;
import io.chorus.contracts.Call;
import io.chorus.operators.asking.Asked;
import io.chorus.operators.asking.EngineClient;
import java.util.concurrent.CompletableFuture;

/**
 * The engines, asked to stream where somebody listens at that moment: what they write is passed on
 * as it comes. Thread-safe.
 */
record HeardEngines(SpokenEngines engines, TokenSpeaker tokens) implements EngineClient {

  @Override
  public CompletableFuture<Asked> ask(Call call, Account account) {
    return call.stream()
        ? tokens
            .isHeard(call.tenant(), call.taskId())
            .thenCompose(heard -> heard ? heard(call, account) : engines.ask(call, account))
        : engines.ask(call, account);
  }

  private CompletableFuture<Asked> heard(Call call, Account account) {
    String ask = call.askId().toString();
    return engines.ask(call, account, tokens.speech(call.tenant(), call.taskId(), ask));
  }
}
