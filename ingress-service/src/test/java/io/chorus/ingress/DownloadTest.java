package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DownloadTest {
  private static final int BYTES = 3 << 16;

  private final AtomicLong now = new AtomicLong(-5);
  private final Download download = new Download(now::get);

  private void pass(long seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private static InputStream file() {
    return new ByteArrayInputStream(new byte[BYTES]);
  }

  private InputStream slowFile() {
    return new ByteArrayInputStream(new byte[BYTES]) {
      @Override
      public synchronized int read(byte[] bytes, int from, int most) {
        pass(100);
        return super.read(bytes, from, most);
      }

      @Override
      public int read(byte[] bytes) {
        return read(bytes, 0, bytes.length);
      }
    };
  }

  @Test
  void whatTheFileTakesToBeReadIsNotTheCallersFault() throws Exception {
    download.pump(
        slowFile(),
        piece -> {
          pass(1);
          return Future.succeededFuture();
        });

    assertThat(download.leftMs()).isEqualTo(Pace.leftMs(BYTES, 3_000));
  }

  @Test
  void whoTakesTooLongIsNotWaitedFor() throws Exception {
    download.pump(
        file(),
        piece -> {
          pass(20);
          return Future.succeededFuture();
        });

    Promise<Void> never = Promise.promise();
    assertThatThrownBy(() -> download.taken(never.future())).isInstanceOf(TimeoutException.class);
  }
}
