package io.chorus.jobs;

import io.chorus.connector.engines.EngineClients;
import io.chorus.connector.engines.EngineReply;
import io.chorus.contracts.Account;
import io.chorus.contracts.Call;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.EngineCatalog;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.Json;
import io.chorus.operators.asking.Asked;
import io.chorus.operators.asking.EngineClient;
import io.chorus.operators.limits.Left;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The engines as the asker knows them, over HTTP. Thread-safe. */
public record SpokenEngines(EngineCatalog catalog, EngineClients engines) implements EngineClient {

  @Override
  public CompletableFuture<Asked> ask(Call call, Account account) {
    return ask(call, account, null);
  }

  /**
   * The same for one who listens.
   *
   * @param heard as {@link EngineClients} tells it; null where nobody listens
   */
  CompletableFuture<Asked> ask(Call call, Account account, Consumer<String> heard) {
    EngineSpec spec = catalog.engine(call.engine()).in(List.of(account));
    ChatRequest request = Json.readOwn(call.payload().text(), ChatRequest.class);
    return engines
        .ask(spec, call.model(), request, call.askId().toString(), spec.timeoutMs(), heard)
        .thenApply(SpokenEngines::asked);
  }

  private static Asked asked(EngineReply reply) {
    return new Asked(
        reply.answer(),
        reply.model(),
        reply.usage(),
        reply.failure(),
        reply.detail(),
        reply.retryAfterMs(),
        reply.sentAtMs(),
        reply.receivedAtMs(),
        new Left(reply.leftRequests(), reply.leftTokens(), reply.sentAtMs()));
  }
}
