package io.chorus.ingress;

import java.util.Map;
import java.util.Set;

/**
 * What a body asks for that is to become a batch.
 *
 * @param input the id of its file
 * @param resume the id of a batch whose answers count for this one's lines too, or null
 */
record BatchOrder(String input, String resume, Map<String, String> metadata) {
  private static final Set<String> FIELDS =
      Set.of("input_file_id", "endpoint", "completion_window", "metadata", "resume");

  private static final int LONGEST = 256;

  /**
   * @throws RefusedException where it asks for nothing that there is
   */
  static BatchOrder of(byte[] body) {
    Fields fields = Fields.of(body, FIELDS);
    String input = fields.text("input_file_id", LONGEST);
    if (!fields.has("input_file_id")) {
      fields.refuse("input_file_id", "is missing", "the id of a file of the purpose 'batch'");
    }
    only(fields, "endpoint", BatchJson.ENDPOINT);
    only(fields, "completion_window", BatchJson.WINDOW);
    BatchOrder order =
        new BatchOrder(input, fields.text("resume", LONGEST), fields.labels("metadata"));
    fields.check();
    return order;
  }

  private static void only(Fields fields, String field, String allowed) {
    if (!allowed.equals(fields.text(field, LONGEST))) {
      fields.refuse(field, "is missing or not supported", allowed);
    }
  }
}
