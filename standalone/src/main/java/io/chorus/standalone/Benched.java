package io.chorus.standalone;

import io.chorus.contracts.EngineSpec;
import io.chorus.standalone.bench.Bench;
import java.io.IOException;
import java.util.Map;

/** A standalone system as the bench sees it. */
record Benched(Standalone system) implements Bench.Target {

  @Override
  public String kafkaBootstrap() {
    return system.config().kafka().bootstrapServers();
  }

  @Override
  public String chatUrl() {
    EngineSpec first = system.config().catalog().engines().values().iterator().next();
    return first.baseUrl() + "/chat/completions";
  }

  @Override
  public void engineLatencyMs(int latencyMs) throws IOException {
    system.emulator().settings("{\"latency_ms\":" + latencyMs + "}");
  }

  @Override
  public Map<String, Double> cpuSeconds() {
    return system.cpuSeconds();
  }
}
