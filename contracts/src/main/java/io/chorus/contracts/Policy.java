package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How tasks are asked: rules, read from the top, of which the first that fits decides. From one
 * YAML file; unknown keys are refused. Immutable.
 *
 * @param version 1 or more; of two policies the one with the higher version counts
 * @param learned whether engines' records decide who is asked first
 * @param health whether engines that answer nobody are asked last
 * @param hedging whether urgent tasks of one engine ask a second one when the first takes longer
 *     than 95 of a hundred of its answers to such tasks; of a hundred urgent calls two at most are
 *     such
 * @param cachedDataClasses of the tasks that want answers from the cache, those with data of these
 *     classes get them; public and internal where null
 * @param defaults what a rule leaves out
 * @param rules none where null
 */
public record Policy(
    int version,
    Use learned,
    Use health,
    boolean hedging,
    ArrayList<String> cachedDataClasses,
    PolicyPlan defaults,
    ArrayList<PolicyRule> rules)
    implements Serializable {

  /** Longest text of a policy, in characters. */
  public static final int MAX_LENGTH = 256 << 10;

  private static final int MAX_RULES = 1_000;

  /** Asks one engine, and others only where it fails or is graded below a half. */
  public static final Policy DEFAULT = new Policy(1, Use.OBSERVE, Use.USE, false, null, null, null);

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .addModule(
              new SimpleModule()
                  .addDeserializer(
                      Strategy.class, new Named<>(Strategy.values(), Strategy::wireName))
                  .addDeserializer(Lane.class, new Named<>(Lane.values(), Lane::wireName))
                  .addDeserializer(Use.class, new Named<>(Use.values(), Use::wireName))
                  .addSerializer(Strategy.class, new WireName<>(Strategy.class, Strategy::wireName))
                  .addSerializer(Lane.class, new WireName<>(Lane.class, Lane::wireName))
                  .addSerializer(Use.class, new WireName<>(Use.class, Use::wireName)))
          .build();

  @JsonCreator
  public Policy {
    Allowed.require(version >= 1, "version", "1 or more");
    learned = learned == null ? Use.OBSERVE : learned;
    health = health == null ? Use.USE : health;
    cachedDataClasses =
        cachedDataClasses == null
            ? new ArrayList<>(List.of("public", "internal"))
            : cachedDataClasses;
    Allowed.require(
        !cachedDataClasses.contains(null), "cached_data_classes", "names of data classes");
    defaults = PolicyPlan.DEFAULT.with(defaults);
    rules = rules == null ? new ArrayList<>() : rules;
    Allowed.require(
        rules.size() <= MAX_RULES && !rules.contains(null), "rules", "up to " + MAX_RULES);
    Set<String> names = new HashSet<>();
    for (PolicyRule rule : rules) {
      Allowed.require(
          names.add(rule.name()), "rules", "each name once; '" + rule.name() + "' comes twice");
    }
  }

  /** What is made of something that is known. */
  public enum Use {
    /** It is written down, and decides nothing. */
    OBSERVE,
    USE;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws IllegalArgumentException with one sentence that says which key is wrong
   */
  public static Policy parse(String yaml) {
    if (yaml.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "policy: is longer than " + MAX_LENGTH + " characters; allowed: so many");
    }
    try {
      Policy policy = yaml.isBlank() ? null : YAML.readValue(yaml, Policy.class);
      if (policy == null) {
        throw new IllegalArgumentException("policy: is empty; allowed: at least a 'version'");
      }
      return policy;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("policy: " + ConfigFaults.sentence(e), e);
    }
  }

  /**
   * @throws IllegalArgumentException as {@link #parse}
   * @throws IOException where the file can't be read
   */
  public static Policy load(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  public String toYaml() {
    try {
      return YAML.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * This policy.
   *
   * @throws IllegalArgumentException where it names an engine that the catalog doesn't have
   */
  public Policy checked(EngineCatalog catalog) {
    Stream.concat(Stream.of(defaults), rules.stream().map(PolicyRule::then))
        .flatMap(plan -> plan.namedEngines().stream())
        .filter(engine -> !catalog.engines().containsKey(engine))
        .findFirst()
        .ifPresent(
            engine -> {
              throw new IllegalArgumentException(
                  "policy: engine '"
                      + engine
                      + "' is unknown; allowed: "
                      + String.join(", ", catalog.engines().keySet()));
            });
    return this;
  }

  /** Reads the constants of an enum by their names on the wire. */
  private static final class Named<E extends Enum<E>> extends StdScalarDeserializer<E> {
    private static final long serialVersionUID = 1L;

    private final transient List<E> values;
    private final transient Function<E, String> name;

    private Named(E[] values, Function<E, String> name) {
      super(values[0].getDeclaringClass());
      this.values = Arrays.asList(values);
      this.name = name;
    }

    @Override
    public E deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      String text = parser.getText();
      return values.stream()
          .filter(value -> name.apply(value).equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "is not one of the names there are; allowed: "
                          + values.stream().map(name).collect(Collectors.joining(", "))));
    }
  }

  private static final class WireName<E extends Enum<E>> extends StdScalarSerializer<E> {
    private static final long serialVersionUID = 1L;

    private final transient Function<E, String> name;

    private WireName(Class<E> type, Function<E, String> name) {
      super(type);
      this.name = name;
    }

    @Override
    public void serialize(E value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(name.apply(value));
    }
  }
}
