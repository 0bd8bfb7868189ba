package io.chorus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ChorusTest {

  @Test
  void aCommandThatIsBrokenEndsWithAnErrorAndAnExitCode() {
    StringWriter err = new StringWriter();
    CommandLine command = new CommandLine(new Broken()).setErr(new PrintWriter(err, true));

    assertThat(Chorus.execute(command)).isEqualTo(1);
    assertThat(err.toString()).startsWith("chorus: broken: java.lang.NoClassDefFoundError: a/B");
  }

  @Test
  void shellsCompleteEveryCommand() {
    StringWriter out = new StringWriter();
    CommandLine command = Chorus.commandLine().setOut(new PrintWriter(out, true));

    assertThat(Chorus.execute(command, "completion")).isZero();
    assertThat(out.toString()).contains("complete -F", "accounts", "--tenant");
  }

  @Test
  void aPromptAndAFileAreNotSubmittedTogether() {
    StringWriter err = new StringWriter();
    CommandLine command = Chorus.commandLine().setErr(new PrintWriter(err, true));

    assertThat(Chorus.execute(command, "submit", "Why?", "--file", "tasks.jsonl")).isEqualTo(2);
    assertThat(err.toString()).contains("PROMPT", "--file=FILE");
  }

  @CommandLine.Command
  private static final class Broken implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new NoClassDefFoundError("a/B");
    }
  }
}
