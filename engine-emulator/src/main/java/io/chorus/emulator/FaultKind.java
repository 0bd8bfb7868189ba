package io.chorus.emulator;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** What a scripted failure looks like to the client. None of them is billed. */
public enum FaultKind {
  /** Status 429 with a retry after one second, in the protocol's own form. */
  RATE_LIMITED("429"),
  /** Status 500. */
  SERVER_ERROR("500"),
  /** The call is accepted and never answered; the connection stays open until the client goes. */
  HANG("hang");

  private final String json;

  FaultKind(String json) {
    this.json = json;
  }

  /**
   * @throws IllegalArgumentException where the text is none of {@code 429}, {@code 500}, {@code
   *     hang}
   */
  @JsonCreator
  public static FaultKind of(String json) {
    return Arrays.stream(values())
        .filter(kind -> kind.json.equals(json))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("fault kind '" + json + "'; allowed: 429, 500, hang"));
  }

  @JsonValue
  @Override
  public String toString() {
    return json;
  }
}
