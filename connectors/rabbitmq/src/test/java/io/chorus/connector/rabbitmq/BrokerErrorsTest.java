package io.chorus.connector.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.MissedHeartbeatException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerErrorsTest {

  @Test
  void aRefusedLoginIsPermanent() {
    assertThat(sentence(new AuthenticationFailureException("ACCESS_REFUSED")))
        .isEqualTo("RabbitMQ at here refuses the user name or the password");
  }

  @Test
  void aServerOfAnotherProtocolIsPermanent() {
    assertThat(sentence(new MalformedFrameException("bad"))).contains("does not speak AMQP");
  }

  @Test
  void aCertificateIsPermanentWhereverTheCauseIs() {
    SSLHandshakeException failure = new SSLHandshakeException("handshake");
    failure.initCause(new CertificateException("No name matching here found"));

    assertThat(sentence(new IOException(failure)))
        .isEqualTo("The certificate of here is not trusted: No name matching here found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "530 | NOT_ALLOWED - vhost nowhere not found",
        "530 | NOT_ALLOWED - access to vhost 'x' refused for user 'y'",
        "403 | ACCESS_REFUSED - access to exchange 'x' refused",
      })
  void aRefusedConnectionIsPermanent(int code, String text) {
    Method close = new AMQP.Connection.Close.Builder().replyCode(code).replyText(text).build();

    assertThat(sentence(closed(close))).isEqualTo("RabbitMQ at here refuses: " + text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "320 | CONNECTION_FORCED - broker forced connection closure",
        "530 | NOT_ALLOWED - access to vhost 'x' refused: connection limit (5) is reached",
        "541 | INTERNAL_ERROR - access to vhost 'x' refused for user 'y': vhost 'x' is down",
        "404 | NOT_FOUND - queue 'x' in vhost 'y' process is stopped by supervisor",
      })
  void whatMayHealIsNotPermanent(int code, String text) {
    Method close = new AMQP.Connection.Close.Builder().replyCode(code).replyText(text).build();

    assertThat(sentence(closed(close))).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | NOT_FOUND - no queue 'x' in vhost 'y'",
        "404 | NOT_FOUND - no exchange 'x' in vhost 'y'",
        "406 | PRECONDITION_FAILED - message size 2 is larger than configured max size 1",
      })
  void aRefusedOperationIsPermanent(int code, String text) {
    Method close = new AMQP.Channel.Close.Builder().replyCode(code).replyText(text).build();

    assertThat(sentence(closed(close))).endsWith(text);
  }

  @Test
  void anAbsentBrokerIsNotPermanent() {
    assertThat(sentence(new ConnectException("refused"))).isNull();
    assertThat(sentence(new UnknownHostException("here"))).isNull();
    assertThat(sentence(new EOFException())).isNull();
    assertThat(sentence(new MissedHeartbeatException("silent"))).isNull();
    assertThat(sentence(new PossibleAuthenticationFailureException(new EOFException()))).isNull();
  }

  private static String sentence(Throwable failure) {
    return BrokerErrors.permanent(failure, "here");
  }

  private static IOException closed(Method reason) {
    return new IOException(new ShutdownSignalException(true, false, reason, null));
  }
}
