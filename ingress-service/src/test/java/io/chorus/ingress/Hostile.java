package io.chorus.ingress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/**
 * One request that nobody should send: bad by the way it is made, so that it must be refused.
 *
 * @param kind what is bad about it
 * @param text as it goes over the wire, one byte a character
 */
record Hostile(String kind, String text) {
  private static final byte[] BOMB = bomb();
  private static final String GOOD =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"The answer?\"}],\"temperature\":0.5,"
          + "\"metadata\":{\"team\":\"x\"},\"lane\":\"batch\"}";
  private static final List<String> FIELDS =
      List.of(
          "temperature",
          "top_p",
          "max_tokens",
          "seed",
          "n",
          "quality",
          "max_cost",
          "samples",
          "deadline_seconds");
  private static final List<String> TEXTS =
      List.of("lane", "strategy", "model", "deadline", "data_class", "tools", "stream");
  private static final List<String> TASKS = List.of("/v1/tasks", "/v1/chat/completions");
  private static final List<Kind> KINDS =
      List.of(
          new Kind("cut off JSON", random -> json(random, cut(random))),
          new Kind("damaged JSON", random -> json(random, damaged(random))),
          new Kind("deep nesting", random -> json(random, deep(random))),
          new Kind("a huge number", random -> json(random, hugeNumber(random))),
          new Kind("bad UTF-8", random -> json(random, badUtf8(random))),
          new Kind("a wrong value", random -> json(random, wrongValue(random))),
          new Kind(
              "no JSON at all", random -> json(random, noise(random, 1 + random.nextInt(300)))),
          new Kind("a wrong content type", Hostile::wrongType),
          new Kind("a zip bomb", Hostile::zipped),
          new Kind("a length and chunks", Hostile::lengthAndChunks),
          new Kind("a wrong length", Hostile::wrongLength),
          new Kind("bad chunks", Hostile::badChunks),
          new Kind("a wrong key", Hostile::wrongKey),
          new Kind("a wrong header", Hostile::wrongHeader),
          new Kind("a wrong path", Hostile::wrongPath),
          new Kind("a broken form", Hostile::brokenForm),
          new Kind("no HTTP", random -> new String(noise(random, 20), ISO_8859_1) + "\r\n\r\n"));

  /** How requests of one kind are made. */
  private record Kind(String name, Function<Random, String> maker) {}

  /** The next one; the same for the same seed. */
  static Hostile next(Random random) {
    Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    return new Hostile(kind.name(), kind.maker().apply(random));
  }

  byte[] bytes() {
    return text.getBytes(ISO_8859_1);
  }

  @Override
  public String toString() {
    return kind + ": " + text.substring(0, Math.min(700, text.length()));
  }

  private static String latin(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  private static <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static byte[] noise(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    // neither a blank document nor a good one, nor a request's beginning
    bytes[0] = (byte) (0x80 | bytes[0]);
    return bytes;
  }

  private static String json(Random random, byte[] body) {
    return json(random, new String(body, ISO_8859_1));
  }

  private static String json(Random random, String body) {
    return post(one(random, TASKS), "Content-Type: application/json\r\n", body);
  }

  private static String post(String path, String headers, String body) {
    return head("POST", path) + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String head(String method, String path) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: chorus\r\nAuthorization: Bearer "
        + IngressKit.KEY
        + "\r\n";
  }

  private static String with(String field, String value) {
    return "{\"prompt\":\"x\",\"" + field + "\":" + value + "}";
  }

  private static String cut(Random random) {
    return GOOD.substring(0, random.nextInt(GOOD.length()));
  }

  private static String damaged(Random random) {
    String extra =
        one(random, List.of("}", "]", "{}", ",", "\"", "\u0001", "nul", "/", "#", "0x1"));
    return random.nextBoolean() ? GOOD + extra : extra + GOOD;
  }

  private static String deep(Random random) {
    int depth = 100 + random.nextInt(20_000);
    return switch (random.nextInt(3)) {
      case 0 -> "[".repeat(depth);
      case 1 -> "{\"metadata\":".repeat(depth) + "1" + "}".repeat(depth);
      default -> with("metadata", "[".repeat(depth) + "]".repeat(depth));
    };
  }

  private static String hugeNumber(Random random) {
    String digits = "9".repeat(20 + random.nextInt(5_000));
    String number =
        one(random, List.of(digits, "-" + digits, "1e" + digits, "1e400", "-1e999999999", "NaN"));
    return with(one(random, FIELDS), number);
  }

  private static String badUtf8(Random random) {
    List<String> bad =
        List.of(
            "\u00ff",
            "\u00c0\u0080",
            "\u00ed\u00a0\u0080",
            "\u00f5\u0080\u0080\u0080",
            "\u00e2\u0082");
    String text = latin("Câu trả lời ".repeat(random.nextInt(20)));
    return "{\"prompt\":\"" + text + one(random, bad) + "\"}";
  }

  private static String wrongValue(Random random) {
    String value =
        one(random, List.of("{}", "[[]]", "\"\\u0000\"", "-7.5", "{\"a\":[1]}", "\"'; DROP--\""));
    return random.nextInt(4) == 0
        ? with("unknown_" + random.nextInt(1_000), value)
        : with(one(random, random.nextBoolean() ? FIELDS : TEXTS), value);
  }

  private static String wrongType(Random random) {
    List<String> types =
        List.of(
            "text/plain",
            "application/xml",
            "multipart/form-data; boundary=x",
            "*/*",
            "json",
            "application/x-www-form-urlencoded",
            "application/octet-stream",
            ";;;",
            "\u00ff\u00fe");
    return post(one(random, TASKS), "Content-Type: " + one(random, types) + "\r\n", GOOD);
  }

  private static byte[] bomb() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(new byte[16 << 20]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String zipped(Random random) {
    String encoding = one(random, List.of("gzip", "deflate", "br", "zstd", "gzip, gzip", "x"));
    return post(
        one(random, TASKS),
        "Content-Type: application/json\r\nContent-Encoding: " + encoding + "\r\n",
        new String(BOMB, ISO_8859_1));
  }

  /** Two readers would see two different requests. */
  private static String lengthAndChunks(Random random) {
    String chunked =
        one(random, List.of("chunked", "Chunked", "gzip, chunked", "identity, chunked"));
    String length = "Content-Length: " + random.nextInt(200) + "\r\n";
    String coding = "Transfer-Encoding: " + chunked + "\r\n";
    return head("POST", one(random, TASKS))
        + "Content-Type: application/json\r\n"
        + (random.nextBoolean() ? length + coding : coding + length)
        + "\r\n"
        + Integer.toHexString(GOOD.length())
        + "\r\n"
        + GOOD
        + "\r\n0\r\n\r\n";
  }

  private static String wrongLength(Random random) {
    String length =
        one(
            random,
            List.of(
                "-1",
                "+5",
                "0x10",
                "1e3",
                "5, 6",
                "",
                "9".repeat(40),
                "5\r\nContent-Length: 6",
                "99999999999"));
    return head("POST", one(random, TASKS)) + "Content-Length: " + length + "\r\n\r\n" + GOOD;
  }

  private static String badChunks(Random random) {
    String chunk =
        one(
            random,
            List.of(
                "zz\r\n",
                "-5\r\n{}",
                "fffffffffffffffff\r\n",
                "\r\n\r\n",
                "5;x=\u0001\r\n{\"a\":zz"));
    return head("POST", one(random, TASKS))
        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        + chunk
        + "\r\n0\r\n\r\n";
  }

  private static String wrongKey(Random random) {
    String key =
        one(
            random,
            List.of(
                "",
                "Bearer",
                "Bearer ck_x' OR '1'='1",
                "Bearer ck_" + "A".repeat(random.nextInt(4_000)),
                "Basic eDp5",
                "Bearer eyJhbGciOiJub25lIn0.e30.",
                "\u00ff\u00fe"));
    return "POST /v1/tasks HTTP/1.1\r\nHost: chorus\r\nAuthorization: "
        + key
        + "\r\nContent-Type: application/json\r\nContent-Length: "
        + GOOD.length()
        + "\r\n\r\n"
        + GOOD;
  }

  private static String wrongHeader(Random random) {
    String header =
        one(
            random,
            List.of(
                "X: " + "x".repeat(9_000 + random.nextInt(20_000)),
                "x-chorus-quality: 1e" + "9".repeat(random.nextInt(50) + 1),
                "x-chorus-lane: " + random.nextInt(),
                "x-chorus-metadata: " + "[".repeat(1 + random.nextInt(4_000)),
                "Idempotency-Key: " + "k".repeat(256 + random.nextInt(1_000)),
                "Idempotency-Key: a b",
                "X: a\u0000b"));
    return post(
        "/v1/tasks", "Content-Type: application/json\r\n" + header + "\r\n", "{\"prompt\":\"x\"}");
  }

  private static String wrongPath(Random random) {
    String path =
        one(
            random,
            List.of(
                "/v1/tasks/%zz",
                "/v1/tasks/" + random.nextLong(),
                "/v1/tasks/%00",
                "/v1/batches/%00",
                "/v1/files/%00/content",
                "/v1/tasks?metadata%5B%00%5D=x",
                "/v1/tasks/..%2f..%2fetc%2fpasswd",
                "/v1/files/..%2f..%2fetc%2fpasswd/content",
                "/v1/batches/" + "b".repeat(1 + random.nextInt(3_000)),
                "/v1/tasks?limit=" + "9".repeat(30),
                "/v1/tasks?after=%ff%fe",
                "/v1/tasks?status=' OR 1=1",
                "/" + "x".repeat(5_000 + random.nextInt(5_000)),
                "/v1/../../admin",
                "http://169.254.169.254/latest/meta-data",
                "//v1//nothing",
                "/v1/keys"));
    return head(one(random, List.of("GET", "PUT", "DELETE", "PATCH", "TRACE")), path) + "\r\n";
  }

  private static String brokenForm(Random random) {
    String form =
        one(
            random,
            List.of(
                "",
                "--x--\r\n",
                "--x\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--x--\r\n",
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n{}",
                "--x\r\n\r\n\r\n--x--\r\n",
                new String(noise(random, 200), ISO_8859_1)));
    return post("/v1/files", "Content-Type: multipart/form-data; boundary=x\r\n", form);
  }
}
