package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProviderKeysTest {
  private final Provider provider = new Provider();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();
  private boolean away;
  private final ProviderKeys keys = new ProviderKeys(this::load, Runnable::run, nanos::get);

  private JWKSet load() throws IOException {
    asked.incrementAndGet();
    if (away) {
      throw new IOException("away");
    }
    return provider.keys();
  }

  private boolean knows(String keyId) {
    keys.learn(keyId).join();
    return keys.knows(keyId);
  }

  @Test
  void aKnownKeyAsksNobody() {
    keys.refresh().join();

    assertThat(knows("rsa-1")).isTrue();
    assertThat(asked).hasValue(1);
  }

  @Test
  void aNewKeyOfTheProviderIsLearnedAtOnce() {
    keys.refresh().join();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
    provider.publish(Provider.rsa("rsa-2"));

    assertThat(knows("rsa-2")).isTrue();
  }

  @Test
  void unknownKeysDoNotHammerTheProvider() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(knows("unknown-" + i)).isFalse();
      nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(25));
    }

    assertThat(asked).hasValue(3);
  }

  @Test
  void knownKeysStayWhileTheProviderIsAway() {
    keys.refresh().join();
    away = true;
    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));

    assertThat(knows("rsa-2")).isFalse();
    assertThat(knows("rsa-1")).isTrue();
    assertThat(asked).hasValue(2);
  }

  @Test
  void aProviderThatComesLaterIsHeardOf() {
    away = true;
    assertThat(knows("rsa-1")).isFalse();
    assertThat(keys.isEmpty()).isTrue();

    away = false;
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));

    assertThat(knows("rsa-1")).isTrue();
    assertThat(keys.isEmpty()).isFalse();
  }

  @Test
  void aPlaceThatSendsElsewhereIsNotFollowed() throws Exception {
    try (Provider open = provider.open()) {
      assertThat(ProviderKeys.load(open.url("/certs")).getKeys()).hasSize(2);
      assertThatThrownBy(() -> ProviderKeys.load(open.url("/moved")))
          .isInstanceOf(IOException.class);
      assertThat(open.asked).hasValue(2);
    }
  }
}
