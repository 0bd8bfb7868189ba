package io.chorus.jobs;

import io.chorus.connector.redis.TokenSpeaker;
import io.chorus.contracts.Account;
import io.chorus.contracts.Call;
import io.chorus.operators.asking.Asked;
import io.chorus.operators.asking.EngineClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The engines, asked to stream where somebody listens at that moment: what they write is passed on
 * as it comes. Thread-safe.
 *
 * @param worker goes on where Redis' own thread has others to serve
 */
record HeardEngines(SpokenEngines engines, TokenSpeaker tokens, Executor worker)
    implements EngineClient {

  @Override
  public CompletableFuture<Asked> ask(Call call, Account account) {
    return call.stream()
        ? tokens
            .isHeard(call.tenant(), call.taskId())
            .thenComposeAsync(
                heard -> heard ? heard(call, account) : engines.ask(call, account), worker)
        : engines.ask(call, account);
  }

  private CompletableFuture<Asked> heard(Call call, Account account) {
    String ask = call.askId().toString();
    return engines.ask(call, account, tokens.speech(call.tenant(), call.taskId(), ask));
  }
}
