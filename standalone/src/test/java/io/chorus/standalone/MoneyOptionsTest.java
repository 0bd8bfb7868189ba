package io.chorus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** Bad options of the commands about money are told in one sentence, before anything starts. */
class MoneyOptionsTest {

  @Test
  void spendTellsWhatIsAllowed() {
    assertThat(refused("spend", "--by", "tenant,colour"))
        .contains("--by is 'colour'; allowed: tenant, project, engine, model, day");
    assertThat(refused("spend", "--format", "xml")).contains("allowed: table, csv, json");
    assertThat(refused("spend", "--from", "yesterday")).contains("a day as 2026-11-25");
  }

  @Test
  void budgetTellsWhatIsMissingOrOutOfRange() {
    assertThat(refused("budget", "--limit", "5")).contains("TENANT is missing");
    assertThat(refused("budget", "acme", "--limit", "-1")).contains("allowed: 0 to 1000000000");
    assertThat(refused("budget", "acme", "--limit", "1", "--no-limit")).contains("exclude");
  }

  @Test
  void benchAndChaosTellTheirRanges() {
    assertThat(refused("bench", "ledger", "--past", "-1")).contains("--past is -1; allowed: 0 to");
    assertThat(refused("chaos", "engines", "--kills", "0")).contains("allowed: 1 to 10000");
  }

  private static String refused(String... arguments) {
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said, true);
    int exit = Chorus.commandLine().setOut(writer).setErr(writer).execute(arguments);
    assertThat(exit).as(said.toString()).isEqualTo(2);
    assertThat(said.toString().lines()).hasSize(1);
    return said.toString();
  }
}
