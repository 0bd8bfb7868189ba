package io.chorus.standalone.probe;

import io.chorus.connector.engines.EngineClients;
import io.chorus.connector.engines.EngineReply;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.EngineSpec;
import java.util.List;
import java.util.UUID;

/** Asks one engine one tiny question in the name of its first account. It costs next to nothing. */
public final class Probe {
  /** Enough for a word; a model that thinks first runs out of them, which is an answer too. */
  private static final int MAX_TOKENS = 16;

  private static final ChatRequest QUESTION =
      new ChatRequest(
          List.of(new ChatMessage("user", "Say OK.")), MAX_TOKENS, null, null, List.of(), null);

  private Probe() {}

  /**
   * @param name of the engine in the catalog
   * @param model one of the engine's
   */
  public static ProbeReport run(String name, EngineSpec spec, String model) {
    try (EngineClients clients = new EngineClients(1)) {
      String ask = "probe/" + UUID.randomUUID();
      EngineReply reply = clients.ask(spec, model, QUESTION, ask, spec.timeoutMs()).join();
      long cost = spec.models().get(model).costNanoUsd(reply.usage(), reply.receivedAtMs());
      return ProbeReport.of(name, spec.accounts().get(0).id(), model, reply, cost);
    }
  }
}
