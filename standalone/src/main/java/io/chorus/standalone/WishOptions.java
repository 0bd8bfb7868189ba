package io.chorus.standalone;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Option;

/** What a single task wishes. */
final class WishOptions {
  @Option(names = "--model", paramLabel = "MODEL", description = "As in /v1/models.")
  private String model;

  @Option(names = "--lane", paramLabel = "LANE", description = "priority, standard or batch.")
  private String lane;

  @Option(names = "--strategy", paramLabel = "STRATEGY", description = "As in the README.")
  private String strategy;

  @Option(names = "--deadline", paramLabel = "TIME", description = "When it ends, as 2h.")
  private String deadline;

  @Option(
      names = "--quality",
      paramLabel = "GRADE",
      description = "Below which it is asked again, from 0 to 1.")
  private BigDecimal quality;

  @Option(names = "--max-cost", paramLabel = "USD", description = "Most that it may cost.")
  private BigDecimal maxCost;

  @Option(
      names = "--data-class",
      paramLabel = "CLASS",
      description = "Only engines that may see it are asked.")
  private String dataClass;

  @Option(names = "--project", paramLabel = "NAME", description = "Whose work it is.")
  private String project;

  @Option(
      names = "--metadata",
      paramLabel = "NAME=TEXT",
      description = "A label, to be found by. May be repeated.")
  private Map<String, String> metadata;

  @Option(names = "--batch", paramLabel = "NAME", description = "What it belongs to.")
  private String batch;

  /** Those that were given, as the API names them. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", model);
    fields.put("lane", lane);
    fields.put("strategy", strategy);
    fields.put(
        "deadline_seconds",
        deadline == null ? null : Durations.of("--deadline", deadline).toSeconds());
    fields.put("quality", quality);
    fields.put("max_cost", maxCost);
    fields.put("data_class", dataClass);
    fields.put("project", project);
    fields.put("metadata", metadata);
    fields.put("batch", batch);
    fields.values().removeIf(Objects::isNull);
    return fields;
  }
}
