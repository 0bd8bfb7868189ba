package io.chorus.emulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** The emulator's mappers: snake case, strict, bounded in depth. */
final class EmulatorJson {
  static final int MAX_BODY_BYTES = 8 * 1024 * 1024;
  static final int MAX_DEPTH = 100;

  static final ObjectMapper JSON = strict(JsonMapper.builder(boundedFactory()));
  static final ObjectMapper YAML = strict(YAMLMapper.builder());

  private EmulatorJson() {}

  private static JsonFactory boundedFactory() {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(MAX_BODY_BYTES)
                .build())
        // What the parser would quote of a refused body belongs to the client, not into a log.
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        // Attacker-chosen keys would stay in the table for good.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .build();
  }

  private static ObjectMapper strict(MapperBuilder<?, ?> builder) {
    return builder
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }
}
