package io.chorus.operators.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.chorus.contracts.ChatRequest;

/**
 * A JSON Schema (2020-12) that answers must obey. Nothing is fetched, and nothing is remembered of
 * one tenant's schema for another's. {@code pattern} is not looked at: a caller's own pattern may
 * run for ever on a text. Thread-safe.
 */
public final class AnswerSchema {
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder
                  .schemaCacheEnabled(false)
                  .schemaRegistryConfig(
                      SchemaRegistryConfig.builder()
                          .regularExpressionFactory(pattern -> text -> true)
                          .build()));

  private final Schema schema;

  private AnswerSchema(Schema schema) {
    this.schema = schema;
  }

  /** What answers to a request must obey; null where it wants no schema that can be checked. */
  public static AnswerSchema of(ChatRequest request) {
    JsonNode document = request.responseFormat() == null ? null : request.responseFormat().schema();
    return document == null ? null : of(document);
  }

  /** Null where the document is no JSON Schema, or one that may never come to an end. */
  public static AnswerSchema of(JsonNode document) {
    if (!SchemaWork.isBounded(document)) {
      return null;
    }
    try {
      Schema schema = SCHEMAS.getSchema(document);
      schema.initializeValidators();
      return new AnswerSchema(schema);
    } catch (SchemaException noSchema) {
      return null;
    }
  }

  /** True where the document obeys. */
  public boolean allows(JsonNode document) {
    return schema.validate(document).isEmpty();
  }
}
