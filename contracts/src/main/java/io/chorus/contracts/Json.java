package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * The one JSON codec: snake_case names, bounded documents, unknown fields of newer writers ignored.
 * Thread-safe.
 */
public final class Json {
  /** Longest document that is read, in bytes (of input) or characters. */
  public static final int MAX_DOCUMENT = 4 << 20;

  private static final int DECODED_AT_ONCE = 1_024;

  /** Deepest nesting that is read. */
  public static final int MAX_DEPTH = 64;

  /** Longest string inside a document, in characters. */
  public static final int MAX_STRING = 2 << 20;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_DOCUMENT)
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_STRING)
                          .maxNameLength(1_000)
                          .maxNumberLength(100)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .configure(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY, false)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
          .build();

  private Json() {}

  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write " + value.getClass().getSimpleName(), e);
    }
  }

  /** The same bytes for the same tree, whatever the order of its keys. */
  public static byte[] writeSorted(JsonNode tree) {
    try {
      return MAPPER.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED).writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write a tree", e);
    }
  }

  public static String writeText(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write " + value.getClass().getSimpleName(), e);
    }
  }

  /**
   * @param json null is no JSON
   * @throws MalformedJsonException where the bytes are no JSON within the limits or not of that
   *     type, which {@code null} never is; its message names the reason and never the content
   */
  public static <T> T read(byte[] json, Class<T> type) throws MalformedJsonException {
    if (json == null) {
      throw nothing("is missing");
    }
    try {
      return something(MAPPER.readValue(json, type));
    } catch (IOException e) {
      throw MalformedJsonException.of(e);
    }
  }

  /** A reader that gets null for a document would carry it on to where nobody expects one. */
  private static <T> T something(T value) throws MalformedJsonException {
    if (value == null) {
      throw nothing("is null");
    }
    return value;
  }

  private static MalformedJsonException nothing(String reason) {
    return new MalformedJsonException(reason, "one JSON object");
  }

  /**
   * @throws MalformedJsonException as {@link #read(byte[], Class)}
   */
  public static <T> T read(String json, Class<T> type) throws MalformedJsonException {
    try {
      return something(MAPPER.readValue(json, type));
    } catch (JsonProcessingException e) {
      throw MalformedJsonException.of(e);
    }
  }

  /**
   * @throws MalformedJsonException where the bytes are no JSON within the limits
   */
  public static JsonNode tree(byte[] json) throws MalformedJsonException {
    if (json.length > MAX_DOCUMENT) {
      throw new MalformedJsonException(
          "is " + json.length + " bytes long", "at most " + MAX_DOCUMENT + " bytes");
    }
    requireUtf8(json);
    return read(json, JsonNode.class);
  }

  /** The parser lets halves of characters pass, which nobody can write again. */
  private static void requireUtf8(byte[] json) throws MalformedJsonException {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(json);
    CharBuffer unused = CharBuffer.allocate(DECODED_AT_ONCE);
    CoderResult result;
    do {
      result = decoder.decode(bytes, unused.clear(), true);
    } while (result.isOverflow());
    if (result.isError()) {
      throw new MalformedJsonException("is not UTF-8", "one JSON object in UTF-8");
    }
  }

  /** Reads what this code has written itself, where damage can only be a defect of ours. */
  public static <T> T readOwn(String json, Class<T> type) {
    try {
      return read(json, type);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("not a " + type.getSimpleName() + ": " + e.getMessage(), e);
    }
  }
}
