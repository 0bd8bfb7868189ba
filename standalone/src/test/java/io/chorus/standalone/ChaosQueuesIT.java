package io.chorus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChaosQueuesIT {
  @TempDir Path folder;

  @Test
  void inAMinuteOfFaultsNothingIsLostAndOnlyKilledTaskManagersRestartTheJob() throws Exception {
    CommandLineKit chorus = new CommandLineKit(folder);

    int exit = chorus.run("chaos", "chaos", "queues", "--seed", "2", "--json", "chaos.json");

    assertThat(exit).as(chorus.said("chaos")).isZero();
    JsonNode report = chorus.json("chaos.json");
    assertThat(report.get("sent").asInt()).isEqualTo(30_000);
    assertThat(report.get("received").asInt()).isEqualTo(30_000);
    assertThat(report.get("lost").asInt()).isZero();
    assertThat(report.get("faults").get("broker_killed").asInt()).isPositive();
    assertThat(chorus.said("chaos"))
        .containsPattern("broker killed +[0-9]+ +0\n")
        .containsPattern("broker paused +[0-9]+ +0\n")
        .containsPattern("connections closed +[0-9]+ +0\n");
  }

  @Test
  void aBadOptionIsToldInOneSentence() throws Exception {
    CommandLineKit chorus = new CommandLineKit(folder);

    int exit = chorus.run("chaos", "chaos", "queues", "--minutes", "0");

    assertThat(exit).isEqualTo(2);
    assertThat(chorus.said("chaos").strip()).isEqualTo("chorus: --minutes: must be 1 to 1440");
  }
}
