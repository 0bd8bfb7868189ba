package io.chorus.connector.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.ProtocolVersionMismatchException;
import com.rabbitmq.client.ShutdownSignalException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** Tells errors that stay until somebody changes the set-up from those that time may heal. */
final class BrokerErrors {

  private static final String NO_TLS = "Unsupported or unrecognized SSL message";

  private BrokerErrors() {}

  /**
   * One sentence for people when no further attempt can help, else null.
   *
   * @param server which server, for people
   */
  static String permanent(Throwable failure, String server) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String sentence = known(each, server);
      if (sentence != null) {
        return sentence;
      }
    }
    return null;
  }

  private static String known(Throwable failure, String server) {
    if (failure instanceof AuthenticationFailureException) {
      return "RabbitMQ at " + server + " refuses the user name or the password";
    }
    if (failure instanceof MalformedFrameException
        || failure instanceof ProtocolVersionMismatchException) {
      return "The server at " + server + " does not speak AMQP 0-9-1, or wants TLS";
    }
    if (failure instanceof CertificateException) {
      return "The certificate of " + server + " is not trusted: " + failure.getMessage();
    }
    if (failure instanceof SSLException && NO_TLS.equals(failure.getMessage())) {
      return "The server at " + server + " does not speak TLS";
    }
    return failure instanceof ShutdownSignalException closed ? refusal(closed, server) : null;
  }

  private static String refusal(ShutdownSignalException closed, String server) {
    if (closed.getReason() instanceof AMQP.Connection.Close reply) {
      return refusal(reply.getReplyCode(), reply.getReplyText(), server);
    }
    if (closed.getReason() instanceof AMQP.Channel.Close reply) {
      return refusal(reply.getReplyCode(), reply.getReplyText(), server);
    }
    return null;
  }

  private static String refusal(int code, String text, String server) {
    boolean permanent =
        switch (code) {
          case AMQP.ACCESS_REFUSED, AMQP.PRECONDITION_FAILED -> true;
          // A limit of connections may be over soon.
          case AMQP.NOT_ALLOWED -> !text.contains("limit");
          // A queue whose process is only down is "not found", too.
          case AMQP.NOT_FOUND -> text.contains("no queue") || text.contains("no exchange");
          default -> false;
        };
    return permanent ? "RabbitMQ at " + server + " refuses: " + text : null;
  }
}
