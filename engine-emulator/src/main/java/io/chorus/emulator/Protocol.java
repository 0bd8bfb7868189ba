package io.chorus.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** What an engine's HTTP API looks like from outside. Stateless. */
interface Protocol {

  /**
   * What a call asks for.
   *
   * @param model the model that it names
   * @param prompt the text of the last user message
   * @param tokensIn estimated over the texts of all messages
   */
  record Asked(String model, String prompt, long tokensIn) {}

  /**
   * What an engine answers.
   *
   * @param id unique among all replies, hex digits
   */
  record Reply(String id, String model, String text, long tokensIn, long tokensOut) {}

  /**
   * Why an engine does not answer.
   *
   * @param id unique among all replies, hex digits
   */
  record Failure(String id, String engine, int status, String message) {}

  /** Null or blank where the request carries no key. */
  String apiKey(HttpServerRequest request);

  /**
   * @param pathModel the model in the path; null where the protocol has it in the body
   * @throws RefusedException with status 400 where a real engine would refuse the body
   */
  Asked read(HttpServerRequest request, String pathModel, JsonNode body) throws RefusedException;

  ObjectNode answer(Reply reply);

  ObjectNode error(Failure failure);

  /** The header that names the request, and its value. */
  Map.Entry<String, String> requestId(String id);

  /** The headers that tell a client to come again in one second. */
  Map<String, String> retryHeaders();
}
