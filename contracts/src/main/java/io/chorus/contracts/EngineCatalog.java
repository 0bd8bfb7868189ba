package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The engines there are, from one YAML file; the order in it is the order of preference. Unknown
 * keys are refused, and so is every value that could fail later, when calls are paid for already.
 * Immutable.
 *
 * @param engines by name, in the order of the file
 * @param dataRegions the regions that data of a class may go to, by the class's name; what is not
 *     in it may go wherever an engine may see it. Empty where null was given
 * @param maxPromptTokens all messages of a task together, as {@link Script} estimates them; 200,000
 *     where null was given
 * @param aliases other names of models, by the name: what each stands for is one of {@link
 *     #modelNames} that is no alias itself. Empty where null was given
 */
public record EngineCatalog(
    LinkedHashMap<String, EngineSpec> engines,
    LinkedHashMap<String, ArrayList<String>> dataRegions,
    Integer maxPromptTokens,
    LinkedHashMap<String, String> aliases)
    implements Serializable {
  private static final int MANY_TOKENS = 200_000;

  /** The model name that leaves the choice of engine to the planner. */
  public static final String AUTO = "chorus-auto";

  private static final String PREFIX = "chorus-";

  /** Names of queues are made of it, and {@code engine/model} is read by its slash. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** Nothing that an engine's model or a strategy could be called. */
  private static final Pattern ALIAS = Pattern.compile("(?!chorus-)[A-Za-z0-9._:-]{1,64}");

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  @JsonCreator
  public EngineCatalog {
    if (engines == null || engines.isEmpty()) {
      throw new IllegalArgumentException("'engines' names no engine; allowed: at least one");
    }
    engines.forEach(EngineCatalog::check);
    dataRegions = dataRegions == null ? new LinkedHashMap<>() : dataRegions;
    checkRegions(dataClasses(engines), dataRegions);
    maxPromptTokens = maxPromptTokens == null ? MANY_TOKENS : maxPromptTokens;
    if (maxPromptTokens < 1) {
      throw new IllegalArgumentException("'max_prompt_tokens' is out of range; allowed: 1 or more");
    }
    aliases = aliases == null ? new LinkedHashMap<>() : aliases;
    checkAliases(engines, aliases);
  }

  private static void checkAliases(Map<String, EngineSpec> engines, Map<String, String> aliases) {
    aliases.forEach(
        (alias, meant) -> {
          if (!ALIAS.matcher(alias).matches()) {
            throw new IllegalArgumentException(
                "'aliases' has a bad name; allowed: 1 to 64 letters, digits, '.', '_', ':' and '-',"
                    + " not beginning with '"
                    + PREFIX
                    + "'");
          }
          if (meant == null || !isModel(engines, meant)) {
            throw new IllegalArgumentException(
                "'aliases."
                    + alias
                    + "' stands for no model; allowed: engine/model, "
                    + AUTO
                    + " or a strategy's name");
          }
        });
  }

  /** A misspelt class would be guarded by nothing. */
  private static void checkRegions(
      Set<String> dataClasses, Map<String, ArrayList<String>> dataRegions) {
    dataRegions.forEach(
        (dataClass, regions) -> {
          if (!dataClasses.contains(dataClass)) {
            throw new IllegalArgumentException(
                "'data_regions' has a class that no engine may see; allowed: "
                    + String.join(", ", dataClasses));
          }
          if (regions == null || regions.isEmpty() || regions.contains(null)) {
            throw new IllegalArgumentException(
                "'data_regions."
                    + dataClass
                    + "' names no region; allowed: at least one engine's 'region'");
          }
        });
  }

  private static Set<String> dataClasses(Map<String, EngineSpec> engines) {
    Set<String> dataClasses = new TreeSet<>();
    engines.values().forEach(engine -> dataClasses.addAll(engine.dataClasses()));
    return dataClasses;
  }

  /** The classes that engines may see, by name. */
  public Set<String> dataClasses() {
    return dataClasses(engines);
  }

  /** The same guard around others in place of the engines, which may see the same classes. */
  public EngineCatalog with(LinkedHashMap<String, EngineSpec> others) {
    return new EngineCatalog(others, dataRegions, maxPromptTokens, aliases);
  }

  /**
   * Whether data of a class may go to an engine: its declaration says so, and its region may have
   * it. The one guard of every path.
   */
  public boolean maySee(String engine, String dataClass) {
    EngineSpec spec = engines.get(engine);
    List<String> regions = dataRegions.get(dataClass);
    return spec != null
        && spec.dataClasses().contains(dataClass)
        && (regions == null || regions.contains(spec.region()));
  }

  private static void check(String name, EngineSpec spec) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'engines' has a bad name; allowed: 1 to 64 letters, digits, '-' and '_'");
    }
    if (spec == null) {
      throw new IllegalArgumentException("'engines." + name + "' is empty; allowed: an engine");
    }
  }

  /**
   * @throws IllegalArgumentException with one sentence that says which key is wrong
   */
  public static EngineCatalog parse(String yaml) {
    try {
      return YAML.readValue(yaml, EngineCatalog.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("engine catalog: " + ConfigFaults.sentence(e), e);
    }
  }

  /**
   * @throws IllegalArgumentException as {@link #parse}
   * @throws IOException where the file can't be read
   */
  public static EngineCatalog load(Path file) throws IOException {
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
   * @throws IllegalArgumentException where there is no such engine
   */
  public EngineSpec engine(String name) {
    EngineSpec spec = engines.get(name);
    if (spec == null) {
      throw new IllegalArgumentException("no engine named '" + name + "'");
    }
    return spec;
  }

  /**
   * What a task may name as its model: {@link #AUTO}, every {@code engine/model}, a name for each
   * strategy, and the aliases.
   */
  public List<String> modelNames() {
    List<String> names = new ArrayList<>();
    names.add(AUTO);
    engines.forEach(
        (engine, spec) -> spec.models().keySet().forEach(model -> names.add(engine + "/" + model)));
    for (Strategy strategy : Strategy.values()) {
      names.add(PREFIX + strategy.wireName());
    }
    names.addAll(aliases.keySet());
    return List.copyOf(names);
  }

  public boolean knowsModel(String name) {
    return isModel(engines, meant(name));
  }

  /** What an alias stands for; any other name is itself. */
  public String meant(String name) {
    return aliases.getOrDefault(name, name);
  }

  private static boolean isModel(Map<String, EngineSpec> engines, String name) {
    return name.equals(AUTO) || strategy(name).isPresent() || target(engines, name).isPresent();
  }

  /** The strategy that is meant by a name such as {@code chorus-single}; empty for other names. */
  public static Optional<Strategy> strategy(String name) {
    return Arrays.stream(Strategy.values())
        .filter(strategy -> name.equals(PREFIX + strategy.wireName()))
        .findFirst();
  }

  /** What {@code engine/model} means; empty for {@link #AUTO}, aliases and unknown names. */
  public Optional<Target> target(String name) {
    return target(engines, name);
  }

  private static Optional<Target> target(Map<String, EngineSpec> engines, String name) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    Target target = new Target(name.substring(0, slash), name.substring(slash + 1));
    EngineSpec spec = engines.get(target.engine());
    return spec != null && spec.models().containsKey(target.model())
        ? Optional.of(target)
        : Optional.empty();
  }

  /**
   * The engines that may see data of a class, each with its first model, in order of preference.
   */
  public List<Target> targetsFor(String dataClass) {
    List<Target> targets = new ArrayList<>();
    for (Map.Entry<String, EngineSpec> entry : engines.entrySet()) {
      if (maySee(entry.getKey(), dataClass)) {
        targets.add(new Target(entry.getKey(), entry.getValue().firstModel()));
      }
    }
    return List.copyOf(targets);
  }

  /** An engine and one of its models. */
  public record Target(String engine, String model) implements Serializable {}
}
