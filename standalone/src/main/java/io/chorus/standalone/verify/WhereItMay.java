package io.chorus.standalone.verify;

import io.chorus.contracts.AskId;
import java.util.ArrayList;
import java.util.List;

/** I9: a task's data goes only to engines that its data class allows. */
final class WhereItMay {
  private final List<String> misdirected = new ArrayList<>();
  private long calls;

  /** One line of the journal. */
  void billed(AskId ask, String engine, String dataClass, boolean allowed) {
    calls++;
    if (!allowed) {
      misdirected.add("ask " + ask + ": data of class " + dataClass + " went to " + engine);
    }
  }

  VerifyReport.Check check() {
    Findings findings = new Findings("I9", "data goes only where its class allows");
    misdirected.forEach(findings::broken);
    return findings.figure("calls", calls).figure("misdirected", (long) misdirected.size()).check();
  }
}
