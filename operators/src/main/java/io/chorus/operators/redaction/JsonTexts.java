package io.chorus.operators.redaction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.chorus.contracts.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * Changes what a JSON document says, token by token: escapes are read before anything looks at the
 * text, and whatever is put in, the document stays one. Thread-safe.
 */
final class JsonTexts {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Json.MAX_DEPTH)
                  .maxStringLength(Json.MAX_DOCUMENT)
                  .build())
          .build();

  private JsonTexts() {}

  /**
   * The document with all of its names, texts and numbers changed; a number that is another text
   * then is a text. Empty where the text is no JSON object or array.
   *
   * @param change of what is said, second, as it stands under a name, first; that is empty for what
   *     has none, as names themselves
   */
  static Optional<String> changed(String document, BinaryOperator<String> change) {
    String start = document.stripLeading();
    if (!start.startsWith("{") && !start.startsWith("[")) {
      return Optional.empty();
    }
    StringWriter text = new StringWriter();
    try (JsonParser in = FACTORY.createParser(document);
        JsonGenerator out = FACTORY.createGenerator(text)) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        copy(in, token, out, change);
      }
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(text.toString());
  }

  private static void copy(
      JsonParser in, JsonToken token, JsonGenerator out, BinaryOperator<String> change)
      throws IOException {
    switch (token) {
      case FIELD_NAME -> out.writeFieldName(change.apply("", in.getText()));
      case VALUE_STRING -> out.writeString(change.apply(name(in), in.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        String number = in.getText();
        String other = change.apply(name(in), number);
        if (other.equals(number)) {
          out.writeNumber(number);
        } else {
          out.writeString(other);
        }
      }
      default -> out.copyCurrentEvent(in);
    }
  }

  /** Of the value, or of the array that it is in. */
  private static String name(JsonParser in) {
    JsonStreamContext at = in.getParsingContext();
    while (at != null && at.getCurrentName() == null) {
      at = at.getParent();
    }
    return at == null ? "" : at.getCurrentName();
  }
}
