package io.chorus.connector.engines;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.EngineSpec;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.Json;
import io.chorus.contracts.Payload;
import io.chorus.contracts.Sanitizer;
import io.chorus.contracts.ToolCall;
import io.chorus.contracts.Usage;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;

/** How one family of engines is spoken to. Stateless. */
interface WireProtocol {
  /** Longest name of a model that is kept, in characters (code points). */
  int MAX_MODEL = 200;

  static WireProtocol of(EngineSpec.Protocol protocol) {
    return switch (protocol) {
      case OPENAI -> new OpenAiProtocol(OpenAiRequest.Dialect.OPENAI);
      case DEEPSEEK -> new OpenAiProtocol(OpenAiRequest.Dialect.DEEPSEEK);
      case QWEN -> new OpenAiProtocol(OpenAiRequest.Dialect.QWEN);
      case ANTHROPIC -> new AnthropicProtocol();
      case GEMINI -> new GeminiProtocol();
    };
  }

  /**
   * @param key the account's secret
   * @param stream whether server-sent events are asked for
   */
  WireRequest encode(URI baseUrl, String model, ChatRequest request, String key, boolean stream);

  /**
   * A new one, for one stream of events.
   *
   * @param heard is told each piece of the answer's text as it comes, never an empty one
   */
  StreamFold fold(Consumer<String> heard);

  /** The answer in the body of a 200 that holds no error, or what is wrong with it. */
  Outcome answer(JsonNode body);

  /** The model that answered, as the body says; null where it names none. */
  String model(JsonNode body);

  /** What the body says was billed. */
  Usage usage(JsonNode body);

  default Outcome decode(WireResponse response) {
    if (response.status() != 200) {
      return FailureClassifier.classify(response);
    }
    if (!response.claimsJson()) {
      return Outcome.failed(FailureClass.GARBLED, "HTTP 200 with a content type that is not JSON");
    }
    JsonNode body = response.body();
    if (!body.isObject()) {
      return Outcome.failed(FailureClass.GARBLED, "HTTP 200 with a body that is no JSON object");
    }
    Usage usage = usage(body);
    Outcome outcome =
        body.path("error").isMissingNode() || body.path("error").isNull()
            ? answer(body)
            : FailureClassifier.classifyOk(response, !usage.equals(Usage.NONE));
    return outcome.billed(shown(model(body)), usage);
  }

  /** What an engine calls itself goes into tables and metrics, which don't hold every text. */
  private static String shown(String model) {
    if (model == null) {
      return null;
    }
    String clean = Sanitizer.clean(model);
    int most = Math.min(MAX_MODEL, clean.codePointCount(0, clean.length()));
    String kept = clean.substring(0, clean.offsetByCodePoints(0, most));
    return kept.isBlank() ? null : kept;
  }

  /** A base URL and a path below it, with one slash between them. */
  static String under(URI baseUrl, String path) {
    String base = baseUrl.toString();
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
  }

  /** A text with no word in it is an answer only beside calls, or where tokens ran out. */
  static Outcome answered(String text, List<ToolCall> calls, boolean truncated) {
    if (text.isBlank() && calls.isEmpty() && !truncated) {
      return Outcome.failed(FailureClass.GARBLED, "HTTP 200 with an answer without text");
    }
    if (calls.stream().anyMatch(call -> call.name().isBlank() || call.id().isBlank())) {
      return Outcome.failed(FailureClass.GARBLED, "HTTP 200 with a nameless tool call");
    }
    String finish = truncated ? "length" : calls.isEmpty() ? "stop" : "tool_calls";
    ChatAnswer answer = new ChatAnswer(text, finish, calls);
    // passed on, it would be paid for, recorded, and lost: no reader takes such a record
    return fits(answer)
        ? Outcome.answered(answer)
        : Outcome.failed(FailureClass.GARBLED, "HTTP 200 with an answer too long to pass on");
  }

  private static boolean fits(ChatAnswer answer) {
    return (answer.toolCalls().isEmpty() && answer.text().length() <= Payload.SURELY_FIT)
        || Payload.of(Json.writeText(answer)).fits();
  }

  /**
   * A count of tokens: 0 where it is missing, negative or no number, a billion at most, so that no
   * cost overflows.
   */
  static long tokens(JsonNode count) {
    return Math.max(0, Math.min(1_000_000_000, count.asLong(0)));
  }

  static String textOrNull(JsonNode node) {
    return node.isTextual() && !node.textValue().isBlank() ? node.textValue() : null;
  }
}
