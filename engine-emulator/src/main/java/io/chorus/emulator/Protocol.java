package io.chorus.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;

/** What an engine's HTTP API looks like from outside. Stateless. */
interface Protocol {
  String BEARER = "Bearer ";

  /**
   * What a call asks for.
   *
   * @param model the model that it names
   * @param prompt the text of the last user message
   * @param tokensIn estimated over the texts of all messages
   */
  record Asked(String model, String prompt, long tokensIn, Wishes wishes) {}

  /**
   * What an engine answers.
   *
   * @param id unique among all replies, hex digits
   */
  record Reply(String id, String engine, Said said, Tokens tokens) {}

  /**
   * @param in all of the input, those from the cache included
   * @param out all of the output, reasoning included
   */
  record Tokens(long in, long cached, long out, long reasoning) {}

  /**
   * Why an engine does not answer.
   *
   * @param id unique among all replies, hex digits
   */
  record Failure(String id, String engine, int status, String message) {}

  /** Null or blank where the request carries no key. */
  String apiKey(HttpServerRequest request);

  /** The key as a bearer token; null where there is none. */
  static String bearer(HttpServerRequest request) {
    String value = request.headers().get(HttpHeaders.AUTHORIZATION);
    return value != null && value.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? value.substring(BEARER.length()).strip()
        : null;
  }

  /**
   * @throws RefusedException with status 400 where a real engine would refuse the body
   */
  Asked read(HttpServerRequest request, Route route, JsonNode body) throws RefusedException;

  ObjectNode answer(Reply reply);

  /** The answer as server-sent events, each with its empty line. */
  List<String> stream(Reply reply, Wishes wishes);

  ObjectNode error(Failure failure);

  /** An error as the engine words it. */
  Refusal refusal(FaultKind kind, String engine, long waitS, String id);

  /** The error of a call that is over a limit of its account. */
  Refusal refusal(Over over, String engine, String id);

  /** The header that names the request, and its value. */
  Map.Entry<String, String> requestId(String id);

  /** What the engine's headers tell of an account's limits. */
  Map<String, String> room(Room room, long nowMs);

  /** What keeps a connection alive while a call waits, in a stream or before a document. */
  default String keepAlive(boolean stream) {
    return stream ? ": keep-alive\n\n" : "\n";
  }
}
