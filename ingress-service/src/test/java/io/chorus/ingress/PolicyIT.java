package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.ingress.Caller.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(IngressKit.class)
class PolicyIT {
  private static IngressServer server;
  private static Caller caller;

  @BeforeAll
  static void start(IngressKit.Parts parts) throws Exception {
    server = IngressServer.start(parts.config());
    caller = new Caller(server.adminUrl(), IngressKit.KEY);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aNewerPolicyIsTakenOnceAndNoOtherUnderItsVersion() throws Exception {
    Reply taken = caller.post("/v1/policy", "version: 3\ndefaults: {strategy: cascade}\n");
    Reply again = caller.post("/v1/policy", "{version: 3, defaults: {strategy: cascade}}");
    Reply other = caller.post("/v1/policy", "{version: 3, defaults: {strategy: vote}}");

    assertThat(taken.status()).isEqualTo(202);
    assertThat(taken.json().path("version").asInt()).isEqualTo(3);
    assertThat(again.status()).isEqualTo(202);
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.error().path("message").asText()).contains("a version above 3");
  }

  @Test
  void aPolicyThatCanNotBeCarriedOutIsRefusedWithTheReason() throws Exception {
    Reply unknown = caller.post("/v1/policy", "{version: 9, defaults: {engines: [nobody]}}");
    Reply wrong = caller.post("/v1/policy", "{version: 9, defaults: {rounds: 0}}");

    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.error().path("message").asText()).contains("engine 'nobody' is unknown");
    assertThat(wrong.error().path("message").asText()).contains("'rounds'").contains("1 to 10");
  }
}
