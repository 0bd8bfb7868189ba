package io.chorus.connector.kafka.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.ChoiceCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogInTest {
  @TempDir private Path dir;

  @Test
  void thePasswordIsReadWheneverSomebodyLogsIn() throws Exception {
    Path file = Files.writeString(dir.resolve("password"), "first\n");
    LogIn logIn = logIn(file);

    assertThat(told(logIn)).isEqualTo("\0chorus\0first");

    Files.writeString(file, "with \"quotes\" and \\\n");
    assertThat(told(logIn)).isEqualTo("\0chorus\0with \"quotes\" and \\");
  }

  @Test
  void aPasswordThatCanNotBeReadIsSaidSo() {
    LogIn logIn = logIn(dir.resolve("missing"));

    assertThatThrownBy(() -> told(logIn)).hasStackTraceContaining("missing cannot be read");
  }

  @Test
  void nothingElseIsAnswered() {
    Callback question = new ChoiceCallback("who?", new String[] {"a"}, 0, false);

    assertThatThrownBy(() -> logIn(dir.resolve("any")).handle(new Callback[] {question}))
        .isInstanceOf(UnsupportedCallbackException.class);
  }

  private static LogIn logIn(Path file) {
    LogIn logIn = new LogIn();
    logIn.configure(
        Map.of(LogIn.USERNAME, "chorus", LogIn.PASSWORD_REFERENCE, "file:" + file),
        "PLAIN",
        List.of());
    return logIn;
  }

  /** What a broker is told where the mechanism is PLAIN. */
  private static String told(LogIn logIn) throws Exception {
    SaslClient client =
        Sasl.createSaslClient(new String[] {"PLAIN"}, null, "kafka", "b", Map.of(), logIn);
    return new String(client.evaluateChallenge(new byte[0]), UTF_8);
  }
}
