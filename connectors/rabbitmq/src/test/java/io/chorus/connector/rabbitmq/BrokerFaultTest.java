package io.chorus.connector.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import io.chorus.connector.rabbitmq.BrokerFault.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerFaultTest {

  @ParameterizedTest
  @CsvSource({
    "403, ACCESS_REFUSED - read access to queue 'q' refused for user 'u', PERMANENT",
    "403, ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use, AWAY",
    "404, NOT_FOUND - no queue 'q' in vhost '/', SUSPECT",
    "404, NOT_FOUND - home node of durable queue is down or inaccessible, AWAY",
    "406, PRECONDITION_FAILED - delivery acknowledgement timed out, AWAY"
  })
  void whatABrokerSaysOfAQueueTellsHowLongToTry(int code, String text, Kind kind) {
    AMQP.Channel.Close close =
        new AMQP.Channel.Close.Builder().replyCode(code).replyText(text).build();

    BrokerFault fault = BrokerFault.of(said(close), "here", true);

    assertThat(fault.kind()).isEqualTo(kind);
    assertThat(fault.sentence()).isEqualTo("RabbitMQ at here answers: " + text);
  }

  @ParameterizedTest
  @CsvSource({
    "530, NOT_ALLOWED - vhost v not found, PERMANENT",
    "530, NOT_ALLOWED - access to vhost 'v' refused for user 'u': connection limit reached, AWAY",
    "320, CONNECTION_FORCED - broker forced connection closure, AWAY",
    "541, INTERNAL_ERROR - vhost 'v' is down, AWAY"
  })
  void whatABrokerSaysOfAConnectionTellsHowLongToTry(int code, String text, Kind kind) {
    AMQP.Connection.Close close =
        new AMQP.Connection.Close.Builder().replyCode(code).replyText(text).build();

    assertThat(BrokerFault.of(said(close), "here", true).kind()).isEqualTo(kind);
  }

  @Test
  void otherProtocolsAreAMistakeUntilTheServerHasSpokenAmqp() {
    Exception garbled = ended(new MalformedFrameException("Bad frame end marker: 0"));
    Exception hungUp = ended(new EOFException());

    assertThat(BrokerFault.of(garbled, "here", false).kind()).isEqualTo(Kind.PERMANENT);
    assertThat(BrokerFault.of(garbled, "here", true).kind()).isEqualTo(Kind.AWAY);
    assertThat(BrokerFault.of(hungUp, "here", false).kind()).isEqualTo(Kind.SUSPECT);
    assertThat(BrokerFault.of(hungUp, "here", true).kind()).isEqualTo(Kind.AWAY);
  }

  @Test
  void whatTlsRefusesIsAMistake() {
    Exception certificate = new SSLException(new CertificateException("No name matching here"));
    Exception plain = new SSLException("Unsupported or unrecognized SSL message");

    assertThat(BrokerFault.of(certificate, "here", true).kind()).isEqualTo(Kind.PERMANENT);
    assertThat(BrokerFault.of(plain, "here", false).kind()).isEqualTo(Kind.PERMANENT);
  }

  @Test
  void onlyWhatSomebodyHasToMendKeepsTheJobFromRestarting() {
    ConnectException refused = new ConnectException("Connection refused");
    Exception cause = ended(new EOFException());

    assertThat(BrokerFault.of(refused, "here", false).raisedAfter(Duration.ofSeconds(5), refused))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("RabbitMQ at here can't be reached, for PT5S")
        .hasCause(refused);
    assertThat(BrokerFault.of(cause, "here", false).raised(cause))
        .isInstanceOf(PermanentException.class);
  }

  @Test
  void aClosedPortIsNoMistake() {
    ConnectException refused = new ConnectException("Connection refused");

    assertThat(BrokerFault.of(refused, "here", false))
        .isEqualTo(new BrokerFault(Kind.AWAY, "RabbitMQ at here can't be reached"));
  }

  private static Exception said(Method close) {
    return new IOException(new ShutdownSignalException(false, false, close, null));
  }

  private static Exception ended(Exception cause) {
    ShutdownSignalException end = new ShutdownSignalException(true, false, null, null);
    end.initCause(cause);
    return new IOException(end);
  }
}
