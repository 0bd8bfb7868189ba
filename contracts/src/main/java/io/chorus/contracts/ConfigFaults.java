package io.chorus.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What is wrong with a configuration file, for the person who wrote it. */
public final class ConfigFaults {
  private ConfigFaults() {}

  /**
   * One sentence: where in the file, and what a record's own constructor says of it, or the parser
   * where none does.
   */
  public static String sentence(JsonProcessingException fault) {
    String where = fault instanceof JsonMappingException mapping ? path(mapping) : "";
    return where.isEmpty() ? reason(fault) : where + ": " + reason(fault);
  }

  private static String reason(JsonProcessingException fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException) {
        return cause.getMessage();
      }
    }
    if (fault instanceof UnrecognizedPropertyException unknown) {
      return "is unknown; allowed: "
          + unknown.getKnownPropertyIds().stream()
              .map(String::valueOf)
              .sorted()
              .collect(Collectors.joining(", "));
    }
    return fault instanceof InvalidFormatException wrong
        ? "'" + wrong.getValue() + "' is not allowed; allowed: " + allowed(wrong.getTargetType())
        : fault.getOriginalMessage();
  }

  private static String allowed(Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(value -> Json.writeText(value).replace("\"", ""))
          .collect(Collectors.joining(", "));
    }
    boolean isYesOrNo = type == Boolean.class || type == boolean.class;
    return isYesOrNo ? "true or false" : "a value of the type " + type.getSimpleName();
  }

  private static String path(JsonMappingException fault) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : fault.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }
}
