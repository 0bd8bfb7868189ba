package io.chorus.connector.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.chorus.contracts.SecretRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a server that lists what no real one does. */
class S3FolderTest {
  private static final String ETAG = "<ETag>&quot;0123&quot;</ETag>";
  private static final String CHANGED = "<LastModified>2026-05-01T10:00:00.000Z</LastModified>";

  @TempDir private Path dir;
  private HttpServer server;
  private S3Client client;
  private volatile String told = "";

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] list = list().getBytes(UTF_8);
          exchange.sendResponseHeaders(200, list.length);
          exchange.getResponseBody().write(list);
          exchange.close();
        });
    server.start();
    SecretRef key = new SecretRef("file:" + Files.writeString(dir.resolve("key"), "any"));
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    client = S3Client.open(new S3Config(endpoint, null, key, key));
  }

  private String list() {
    return """
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
          <Name>bucket</Name><IsTruncated>false</IsTruncated>
          <Contents><Key>mine/a.jsonl</Key><Size>7</Size>%s</Contents>
        </ListBucketResult>
        """
        .formatted(told);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.stop(0);
  }

  private S3Folder folder() {
    return client.folder(S3Location.parse("s3://bucket/mine"));
  }

  @Test
  void whatIsListedWithAllThatIsNeededIsFound() throws Exception {
    told = ETAG + CHANGED;

    assertThat(folder().list(name -> true, 1))
        .containsExactly(new S3Object("a.jsonl", 7, "0123", 1_777_629_600_000L));
  }

  @Test
  void whatIsListedWithoutETagIsSaidInOneSentence() {
    told = CHANGED;

    assertThatThrownBy(() -> folder().list(name -> true, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not listed: s3://bucket/mine")
        .hasMessageContaining("the server lists no ETag of mine/a.jsonl");
  }
}
