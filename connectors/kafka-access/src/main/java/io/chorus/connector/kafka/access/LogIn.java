package io.chorus.connector.kafka.access;

import io.chorus.contracts.SecretRef;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;

/**
 * Tells Kafka's clients who logs in, whenever they do: the password is read then, where the client
 * is, so that no setting holds it and a new one needs no restart. Made by Kafka's clients, by name.
 */
public final class LogIn implements AuthenticateCallbackHandler {
  static final String USERNAME = "sasl.username";
  static final String PASSWORD_REFERENCE = "sasl.password.reference";

  private String username;
  private SecretRef password;

  @Override
  public void configure(
      Map<String, ?> settings, String mechanism, List<AppConfigurationEntry> modules) {
    username = (String) settings.get(USERNAME);
    password = new SecretRef((String) settings.get(PASSWORD_REFERENCE));
  }

  /**
   * @throws IllegalStateException where the password can't be read
   */
  @Override
  public void handle(Callback[] questions) throws UnsupportedCallbackException {
    for (Callback question : questions) {
      if (question instanceof NameCallback name) {
        name.setName(username);
      } else if (question instanceof PasswordCallback secret) {
        secret.setPassword(password.resolve().toCharArray());
      } else {
        throw new UnsupportedCallbackException(question);
      }
    }
  }

  @Override
  public void close() {
    // holds nothing
  }
}
