package io.chorus.operators.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

/** A JSON Schema (2020-12) that answers must obey. Nothing is fetched. Thread-safe. */
public final class AnswerSchema {
  private final Schema schema;

  private AnswerSchema(Schema schema) {
    this.schema = schema;
  }

  /**
   * @throws IllegalArgumentException where the document is no JSON Schema
   */
  public static AnswerSchema of(JsonNode document) {
    try {
      return new AnswerSchema(
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(document));
    } catch (SchemaException e) {
      throw new IllegalArgumentException("not a JSON Schema: " + e.getMessage(), e);
    }
  }

  /** True where the document obeys. */
  public boolean allows(JsonNode document) {
    return schema.validate(document).isEmpty();
  }
}
