package io.chorus.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.connector.postgres.Database;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A door that is open to its own machine, as long as nobody has made a key. */
@ExtendWith(IngressKit.class)
class KeylessIT {
  @Test
  void whoIsHereNeedsNoKeyUntilTheFirstIsMade(IngressKit.Parts parts) throws Exception {
    forgetKeys(parts.database());
    try (IngressServer server = IngressServer.start(parts.keyless())) {
      assertThat(status(server, "")).isEqualTo(200);
      assertThat(status(server, "Authorization: Bearer anything\r\n")).isEqualTo(200);
      assertThat(status(server, "Authorization: Bearer ck_mistyped\r\n")).isEqualTo(401);
      assertThat(status(server, "Origin: http://evil.example\r\n")).isEqualTo(401);
      assertThat(status(server, "Origin: null\r\n")).isEqualTo(401);
      assertThat(status(server, "Origin: http://127.0.0.1:" + server.port() + "\r\n"))
          .isEqualTo(200);
      assertThat(status(server, "evil.example", "")).isEqualTo(401);
      assertThat(new Caller(server.adminUrl(), "anything").get("/v1/keys").status()).isEqualTo(401);

      new Caller(server.adminUrl(), IngressKit.KEY).post("/v1/keys", "{\"name\":\"first\"}");

      assertThat(status(server, "")).isEqualTo(401);
    }
  }

  private static void forgetKeys(Database database) throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      connection.createStatement().execute("DELETE FROM api_keys");
    }
  }

  private static int status(IngressServer server, String headers) throws Exception {
    return status(server, "127.0.0.1:" + server.port(), headers);
  }

  /** Clients of Java's own don't let one choose these headers. */
  private static int status(IngressServer server, String host, String headers) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request = "GET /v1/models HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      BufferedReader reply =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      return Integer.parseInt(reply.readLine().split(" ", -1)[1]);
    }
  }
}
