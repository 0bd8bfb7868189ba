package io.chorus.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.Validation.Fault;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads one clean body that the schema has passed, and collects what else is wrong with it. */
final class TaskReader {
  private static final String DEFAULT_DATA_CLASS = "internal";
  private static final int MAX_NAMES_SHOWN = 12;
  private static final int NANO = 9;

  private final EngineCatalog catalog;
  private final TaskValidator.Limits limits;
  private final JsonNode body;
  private final Submission how;
  private final List<Problem> problems = new ArrayList<>();

  TaskReader(EngineCatalog catalog, TaskValidator.Limits limits, JsonNode body, Submission how) {
    this.catalog = catalog;
    this.limits = limits;
    this.body = body;
    this.how = how;
  }

  Validation read() {
    WishesReader wishes = new WishesReader(body, problems);
    ChatRequest request = request(wishes);
    String model = catalog.meant(body.path("model").asText(EngineCatalog.AUTO));
    String dataClass = body.path("data_class").asText(DEFAULT_DATA_CLASS);
    checkModel(model, dataClass);
    checkStrategy(model);
    Instant deadline = deadline();
    String customId = customId();
    String batch = batch();
    checkSize(request);
    checkSamples();
    if (!problems.isEmpty()) {
      boolean isOnlyTheModel = problems.size() == 1 && !catalog.knowsModel(model);
      return Validation.refused(isOnlyTheModel ? Fault.NO_SUCH_MODEL : Fault.BODY, problems);
    }
    long tokens = tokens(request);
    if (tokens > catalog.maxPromptTokens()) {
      return Validation.refused(Fault.PROMPT_TOO_LONG, List.of(tooLong(tokens)));
    }
    return Validation.accepted(
        new TaskDraft(
            EngineCatalog.strategy(model).isPresent() ? EngineCatalog.AUTO : model,
            request,
            lane(),
            strategy(),
            number("quality"),
            body.path("samples").asInt(),
            maxCostNanoUsd(),
            body.path("cache_max_age").asLong() * 1_000,
            dataClass,
            deadline,
            within(),
            customId,
            batch,
            metadata(),
            body.path("stream").asBoolean(),
            bodyHash()));
  }

  private ChatRequest request(WishesReader wishes) {
    if (body.has("max_tokens") && body.has("max_completion_tokens")) {
      refuse("max_completion_tokens", "is given beside 'max_tokens'", "only one of the two");
    }
    JsonNode maxTokens = first("max_completion_tokens", "max_tokens");
    return new ChatRequest(
        messages(),
        maxTokens == null ? null : maxTokens.intValue(),
        number("temperature"),
        number("top_p"),
        stop(),
        body.has("seed") ? body.path("seed").longValue() : null,
        number("presence_penalty"),
        number("frequency_penalty"),
        wishes.responseFormat(),
        wishes.tools());
  }

  private List<ChatMessage> messages() {
    if (body.has("prompt")) {
      String prompt = body.path("prompt").textValue();
      checkNotBlank("prompt", prompt);
      return List.of(new ChatMessage("user", prompt));
    }
    return new ConversationReader(problems).read(body.path("messages"));
  }

  private void checkNotBlank(String field, String text) {
    if (text.isBlank()) {
      refuse(field, "is blank", "a text with visible characters");
    }
  }

  /**
   * As prose: a program has more, so whoever is refused is surely above. What is not even so many
   * characters long is not looked at.
   */
  private long tokens(ChatRequest request) {
    return characters(request) <= catalog.maxPromptTokens() ? 0 : request.estimatedTokens(false);
  }

  private Problem tooLong(long tokens) {
    String most = String.format(Locale.ROOT, "at most %,d tokens", catalog.maxPromptTokens());
    return new Problem(
        promptField(), String.format(Locale.ROOT, "has about %,d tokens", tokens), most);
  }

  private String promptField() {
    return body.has("prompt") ? "prompt" : "messages";
  }

  private static long characters(ChatRequest request) {
    return request.messages().stream().mapToLong(TaskReader::characters).sum();
  }

  private void checkSize(ChatRequest request) {
    String field = promptField();
    long characters = characters(request);
    if (characters > limits.maxPromptCharacters()) {
      refuse(
          field,
          "is " + characters + " characters long",
          "at most " + limits.maxPromptCharacters() + " characters");
    } else if (characters > Payload.SURELY_FIT && !Payload.of(Json.writeText(request)).fits()) {
      refuse(
          field,
          "is too long as JSON, with its many escaped characters",
          "at most " + Json.MAX_STRING + " characters and " + Json.MAX_DOCUMENT + " bytes as JSON");
    }
  }

  private static long characters(ChatMessage message) {
    long characters = message.content().length();
    for (ToolCall call : message.toolCalls()) {
      characters += call.arguments().length();
      characters += call.signature() == null ? 0 : call.signature().length();
    }
    return characters;
  }

  private Double number(String field) {
    return body.has(field) ? body.path(field).doubleValue() : null;
  }

  private List<String> stop() {
    JsonNode stop = body.path("stop");
    if (stop.isTextual()) {
      return List.of(stop.textValue());
    }
    List<String> texts = new ArrayList<>();
    stop.forEach(text -> texts.add(text.textValue()));
    return List.copyOf(texts);
  }

  private void checkModel(String model, String dataClass) {
    Set<String> dataClasses = catalog.dataClasses();
    if (!catalog.knowsModel(model)) {
      refuse("model", "is unknown", shortened(catalog.modelNames()));
    }
    if (!dataClasses.contains(dataClass)) {
      refuse("data_class", "is unknown", shortened(List.copyOf(dataClasses)));
    } else if (catalog.target(model).filter(target -> !maySee(target, dataClass)).isPresent()) {
      List<String> eligible =
          catalog.modelNames().stream()
              .filter(name -> isEligible(catalog.meant(name), dataClass))
              .toList();
      refuse("model", "may not see data of class '" + dataClass + "'", shortened(eligible));
    }
  }

  private boolean isEligible(String model, String dataClass) {
    return catalog.target(model).stream().allMatch(target -> maySee(target, dataClass));
  }

  private boolean maySee(EngineCatalog.Target target, String dataClass) {
    return catalog.maySee(target.engine(), dataClass);
  }

  private static String shortened(List<String> names) {
    return names.size() <= MAX_NAMES_SHOWN
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MAX_NAMES_SHOWN))
            + " and "
            + (names.size() - MAX_NAMES_SHOWN)
            + " more";
  }

  private Instant deadline() {
    if (!body.has("deadline")) {
      return null;
    }
    if (body.has("deadline_seconds")) {
      refuse("deadline_seconds", "is given beside 'deadline'", "only one of the two");
    }
    Instant latest = how.at().plus(limits.latestDeadline());
    try {
      Instant deadline = OffsetDateTime.parse(body.path("deadline").textValue()).toInstant();
      if (!deadline.isAfter(how.at())) {
        refuse("deadline", "is in the past", "a time after " + how.at());
      } else if (deadline.isAfter(latest)) {
        refuse("deadline", "is too far away", "a time until " + latest);
      }
      return deadline;
    } catch (DateTimeException e) {
      refuse("deadline", "is no date and time", "RFC 3339, for example " + latest);
      return null;
    }
  }

  private Duration within() {
    return body.has("deadline_seconds")
        ? Duration.ofSeconds(body.path("deadline_seconds").longValue())
        : limits.defaultDeadline();
  }

  private String customId() {
    String customId = body.path("custom_id").textValue();
    if (customId != null) {
      checkNotBlank("custom_id", customId);
    }
    return customId;
  }

  private String batch() {
    String batch = body.path("batch").textValue();
    if (batch != null && how.batch() == null && BatchIds.isBatchId(batch)) {
      refuse("batch", "has the form of the id of a batch that is a file", "any other name");
    }
    return batch;
  }

  private Map<String, String> metadata() {
    TreeMap<String, String> metadata = new TreeMap<>();
    body.path("metadata")
        .properties()
        .forEach(label -> metadata.put(label.getKey(), label.getValue().textValue()));
    if (body.has("project")) {
      metadata.put("project", body.path("project").textValue());
    }
    return Collections.unmodifiableMap(metadata);
  }

  private Lane lane() {
    String name = body.path("lane").asText(Lane.STANDARD.wireName());
    return List.of(Lane.values()).stream()
        .filter(lane -> lane.wireName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The one that the model's name stands for, where none is named. */
  private Strategy strategy() {
    if (!body.has("strategy")) {
      return EngineCatalog.strategy(catalog.meant(body.path("model").asText())).orElse(null);
    }
    String name = body.path("strategy").asText();
    return List.of(Strategy.values()).stream()
        .filter(strategy -> strategy.wireName().equals(name))
        .findFirst()
        .orElse(null);
  }

  private void checkStrategy(String model) {
    Strategy meant = EngineCatalog.strategy(model).orElse(null);
    if (meant != null && strategy() != meant) {
      refuse("strategy", "is another than that of 'model'", "only one of the two");
    }
  }

  private void checkSamples() {
    Strategy strategy = strategy();
    if (body.has("samples") && strategy != null && !strategy.isFanOut()) {
      refuse(
          "samples",
          "is given with the strategy '" + strategy.wireName() + "'",
          "'vote', 'best-of' or 'fuse' with it");
    }
  }

  private long maxCostNanoUsd() {
    return body.has("max_cost")
        ? Math.max(1, body.path("max_cost").decimalValue().movePointRight(NANO).longValue())
        : 0;
  }

  private JsonNode first(String name, String otherName) {
    return body.has(name) ? body.get(name) : body.get(otherName);
  }

  private String bodyHash() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(Json.writeSorted(body)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void refuse(String field, String reason, String allowed) {
    problems.add(new Problem(field, reason, allowed));
  }
}
