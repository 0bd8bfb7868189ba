package io.chorus.standalone.bench;

import io.chorus.contracts.EngineCatalog;
import java.nio.charset.StandardCharsets;

/** What the bench asks: half a kilobyte of plain English, a little different each time. */
final class Prompts {
  private static final String TEXT =
      "Summarise the following note in one sentence. The meeting began at nine with the figures of"
          + " the quarter. Sales in the north rose by four percent, in the south they fell by two."
          + " The new warehouse opens in May, three weeks later than planned, because the cranes"
          + " came late. Two customers asked for longer terms of payment; one of them was refused."
          + " The next meeting is on the first Monday of the month, and everyone is asked to bring"
          + " the plan for the summer.";

  private Prompts() {}

  static byte[] body(int number) {
    return body(EngineCatalog.AUTO, number, "");
  }

  /**
   * @param wishes more members of the JSON object, each with a comma before it
   */
  static byte[] body(String model, int number, String wishes) {
    String json =
        "{\"model\":\""
            + model
            + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Note "
            + number
            + ". "
            + TEXT
            + "\"}]"
            + wishes
            + "}";
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
