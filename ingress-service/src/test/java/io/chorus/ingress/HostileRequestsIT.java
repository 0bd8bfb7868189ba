package io.chorus.ingress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Generated bad requests: each gets a clear 4xx, and nothing grows or is stuck. {@code
 * -Dchorus.fuzz.requests=100000} for as many.
 */
@ExtendWith(IngressKit.class)
class HostileRequestsIT {
  private static final int REQUESTS = Integer.getInteger("chorus.fuzz.requests", 4_000);
  private static final int THREADS = 8;
  private static final int SLOW = 20;
  private static final int GROWTH_BYTES = 32 << 20;

  /** An answer that takes longer never comes. */
  private static final int ANSWER_LIMIT_MS = 30_000;

  private final Map<String, Integer> answers = new ConcurrentHashMap<>();
  private final List<String> unclear = new ArrayList<>();

  @Test
  void badRequestsAreRefusedClearlyAndLeaveNothingBehind(IngressKit.Parts parts) throws Exception {
    try (IngressServer server = IngressServer.start(parts.config())) {
      List<Socket> slow = slow(server);
      send(server, 1, REQUESTS / 2);
      int threads = Thread.activeCount();
      long bytes = used();

      send(server, 2, REQUESTS - REQUESTS / 2);

      System.out.println("answers to hostile requests: " + new TreeMap<>(answers));
      assertThat(unclear).isEmpty();
      assertThat(used() - bytes).isLessThan(GROWTH_BYTES);
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + THREADS);
      slow.forEach(HostileRequestsIT::hangUp);
      await().atMost(Duration.ofSeconds(20)).until(() -> server.openConnections() == 0);
      Caller caller = new Caller(server);
      assertThat(caller.post("/v1/tasks", "{\"prompt\":\"still there?\"}").status()).isEqualTo(202);
    }
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Bodies that never come whole: while they are waited for, all others are answered. */
  private static List<Socket> slow(IngressServer server) throws IOException {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < SLOW; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      String body =
          i % 2 == 0
              ? "Content-Length: " + Json.MAX_DOCUMENT + "\r\n\r\n{"
              : "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n";
      String head = "POST /v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n";
      socket.getOutputStream().write((head.formatted(IngressKit.KEY) + body).getBytes(UTF_8));
      slow.add(socket);
    }
    return slow;
  }

  private static void hangUp(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void send(IngressServer server, long seed, int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      AtomicInteger left = new AtomicInteger(count);
      List<Callable<Void>> senders = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Random random = new Random(seed * 1_000 + i);
        senders.add(
            () -> {
              while (left.getAndDecrement() > 0) {
                judge(Hostile.next(random), server.port());
              }
              return null;
            });
      }
      for (Future<Void> sender : threads.invokeAll(senders)) {
        sender.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void judge(Hostile request, int port) {
    String answer = answer(request.bytes(), port);
    String status = answer.length() < 12 ? "none" : answer.substring(9, 12);
    answers.merge(request.kind() + " " + status, 1, Integer::sum);
    if (!status.matches("4..") || !isClear(answer)) {
      synchronized (unclear) {
        if (unclear.size() < 20) {
          unclear.add(request + "\n → " + answer);
        }
      }
    }
  }

  private static boolean isClear(String answer) {
    try {
      String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
      JsonNode error = Json.read(body, JsonNode.class).path("error");
      return !error.path("message").asText().isBlank() && !error.path("code").asText().isBlank();
    } catch (Exception e) {
      return false;
    }
  }

  private static String answer(byte[] request, int port) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_LIMIT_MS);
      socket.setSoLinger(true, 0);
      write(socket, request);
      InputStream in = socket.getInputStream();
      byte[] some = new byte[8_192];
      while (!isWhole(answer.toString(ISO_8859_1))) {
        int read = in.read(some);
        if (read < 0) {
          break;
        }
        answer.write(some, 0, read);
      }
    } catch (IOException e) {
      answer.writeBytes(("(" + e.getMessage() + ")").getBytes(UTF_8));
    }
    return answer.toString(ISO_8859_1);
  }

  /** Who refuses early may close before all is sent. */
  private static void write(Socket socket, byte[] request) {
    try {
      socket.getOutputStream().write(request);
    } catch (IOException e) {
      // the answer says why, or its absence is a finding
    }
  }

  private static boolean isWhole(String answer) {
    int body = answer.indexOf("\r\n\r\n") + 4;
    if (body < 4) {
      return false;
    }
    String head = answer.substring(0, body).toLowerCase(Locale.ROOT);
    int at = head.indexOf("content-length: ");
    return at >= 0
        && answer.length() - body
            >= Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
  }
}
