package io.chorus.connector.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.ProtocolVersionMismatchException;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/**
 * What a failed attempt to connect or to consume means.
 *
 * @param sentence the reason for people; holds no secret
 */
record BrokerFault(Kind kind, String sentence) {

  private static final String NO_TLS = "Unsupported or unrecognized SSL message";

  /** How long it is worth to try again. */
  enum Kind {
    /** Only time is missing: the broker is down, silent or overloaded. */
    AWAY,

    /** Perhaps put right by somebody soon; a mistake in the set-up when it lasts. */
    SUSPECT,

    /** Stays as it is until somebody changes the set-up. */
    PERMANENT
  }

  /**
   * The fault behind a failure.
   *
   * @param server which server, for people
   * @param known true when this server has spoken AMQP to this client before
   */
  static BrokerFault of(Throwable failure, String server, boolean known) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      BrokerFault fault = each instanceof ShutdownSignalException end ? said(end, server) : null;
      fault = fault == null ? met(each, server, known) : fault;
      if (fault != null) {
        return fault;
      }
    }
    return new BrokerFault(Kind.AWAY, "RabbitMQ at " + server + " can't be reached");
  }

  private static BrokerFault met(Throwable failure, String server, boolean known) {
    if (failure instanceof AuthenticationFailureException) {
      return permanent("RabbitMQ at " + server + " refuses the user name or the password");
    }
    if (failure instanceof CertificateException) {
      return permanent("The certificate of " + server + " is not trusted: " + failure.getMessage());
    }
    if (known) {
      return null;
    }
    if (failure instanceof SSLException && NO_TLS.equals(failure.getMessage())) {
      return permanent("The server at " + server + " does not speak TLS");
    }
    if (failure instanceof MalformedFrameException
        || failure instanceof ProtocolVersionMismatchException) {
      return permanent("The server at " + server + " does not speak AMQP 0-9-1, or wants TLS");
    }
    return hangsUp(failure)
        ? new BrokerFault(Kind.SUSPECT, "The server at " + server + " hangs up on AMQP 0-9-1")
        : null;
  }

  /** The failure of a task, which restarts its job unless that would end in the same way. */
  IOException raised(Exception cause) {
    return raised(sentence, cause);
  }

  /** Likewise, when a mistake that somebody might have put right has lasted for so long. */
  IOException raisedAfter(Duration deadline, Exception cause) {
    return raised(sentence + ", for " + deadline, cause);
  }

  private IOException raised(String message, Exception cause) {
    return kind == Kind.AWAY ? new IOException(message, cause) : new PermanentException(message);
  }

  private static BrokerFault permanent(String sentence) {
    return new BrokerFault(Kind.PERMANENT, sentence);
  }

  private static boolean hangsUp(Throwable failure) {
    return failure instanceof EOFException
        || (failure instanceof SocketException && !(failure instanceof ConnectException));
  }

  private static BrokerFault said(ShutdownSignalException end, String server) {
    if (end.getReason() instanceof AMQP.Connection.Close reply) {
      return said(reply.getReplyCode(), reply.getReplyText(), server);
    }
    if (end.getReason() instanceof AMQP.Channel.Close reply) {
      return said(reply.getReplyCode(), reply.getReplyText(), server);
    }
    return null;
  }

  private static BrokerFault said(int code, String text, String server) {
    return new BrokerFault(kind(code, text), "RabbitMQ at " + server + " answers: " + text);
  }

  /** Connection limits and other consumers' exclusive use pass; a queue may be declared late. */
  private static Kind kind(int code, String text) {
    return switch (code) {
      case AMQP.ACCESS_REFUSED -> text.contains("exclusive") ? Kind.AWAY : Kind.PERMANENT;
      case AMQP.NOT_ALLOWED -> text.contains("limit") ? Kind.AWAY : Kind.PERMANENT;
      case AMQP.NOT_FOUND -> text.contains("no queue") ? Kind.SUSPECT : Kind.AWAY;
      default -> Kind.AWAY;
    };
  }
}
