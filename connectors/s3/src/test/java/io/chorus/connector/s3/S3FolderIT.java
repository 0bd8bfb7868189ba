package io.chorus.connector.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chorus.contracts.SecretRef;
import io.chorus.servers.FreePorts;
import io.chorus.servers.s3.LocalS3;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3FolderIT {
  @TempDir private static Path dir;
  private static LocalS3 server;
  private static S3Client client;
  private static S3Folder folder;

  @BeforeAll
  static void start() throws Exception {
    server = LocalS3.start(dir.resolve("s3"));
    server.createBucket("bucket");
    client = S3Client.open(config(server.endpoint(), server.secretKey()));
    folder = client.folder(S3Location.parse("s3://bucket/mine"));
  }

  private static S3Config config(URI endpoint, String secretKey) throws IOException {
    Path access = Files.writeString(dir.resolve("access"), server.accessKey());
    Path secret = Files.writeString(dir.resolve("secret-" + secretKey.hashCode()), secretKey);
    return new S3Config(
        endpoint, null, new SecretRef("file:" + access), new SecretRef("file:" + secret));
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    server.close();
  }

  private static void put(String name, String text) throws IOException {
    folder.put(name, Files.writeString(dir.resolve("put"), text));
  }

  private static String text(String name) throws IOException {
    try (InputStream in = folder.read(name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static S3Object listed(String name) throws IOException {
    return folder.list(name::equals, 1).get(0);
  }

  @Test
  void aFileOfManyPartsIsReadAsItWasPut() throws Exception {
    byte[] bytes = new byte[(33 << 20) + 7];
    new Random(1).nextBytes(bytes);
    folder.put("acme/large", Files.write(dir.resolve("large"), bytes));

    try (InputStream in = folder.read("acme/large")) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void whatIsEmptyIsReadToo() throws Exception {
    put("empty", "");

    assertThat(text("empty")).isEmpty();
  }

  @Test
  void whatIsReplacedWhileItIsReadIsNotMixed() throws Exception {
    byte[] bytes = new byte[9 << 20];
    Path file = Files.write(dir.resolve("replaced"), bytes);
    folder.put("replaced", file);

    try (InputStream in = folder.read("replaced")) {
      assertThat(in.read()).isZero();
      bytes[0] = 1;
      folder.put("replaced", Files.write(file, bytes));

      assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatIsNotThereIsNotFoundAndDeletedWithoutEffect() throws Exception {
    put("gone", "x");
    folder.delete("gone");
    folder.delete("gone");

    assertThatThrownBy(() -> folder.read("gone")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aListIsOfTheFolderAlone() throws Exception {
    put("list-b", "22");
    put("list-a", "1");
    put("list-c/deeper", "x");

    List<S3Object> found = folder.list(name -> name.startsWith("list"), 5);

    assertThat(found).extracting(S3Object::name).containsExactly("list-a", "list-b");
    assertThat(found).extracting(S3Object::bytes).containsExactly(1L, 2L);
    assertThat(folder.list(name -> name.startsWith("list"), 1)).hasSize(1);
  }

  @Test
  void onlyTheObjectThatIsMeantIsMoved() throws Exception {
    put("moved", "old");
    S3Object old = listed("moved");
    folder.move(old, "taken/moved");
    put("moved", "new");

    assertThat(text("taken/moved")).isEqualTo("old");
    assertThatThrownBy(() -> folder.move(old, "taken/again")).isInstanceOf(IOException.class);
    assertThat(text("moved")).isEqualTo("new");
  }

  @Test
  void aPlaceThatCanNotBeUsedIsSaidInOneSentence() throws Exception {
    assertThatThrownBy(() -> client.folder(S3Location.parse("s3://elsewhere/mine")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("there is no bucket 'elsewhere' at " + server.endpoint());
    try (S3Client stranger = S3Client.open(config(server.endpoint(), "wrong"))) {
      assertThatThrownBy(() -> stranger.folder(S3Location.parse("s3://bucket")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("S3 at " + server.endpoint() + " does not let these keys list");
    }
    URI nobody = URI.create("http://127.0.0.1:" + FreePorts.next());
    try (S3Client alone = S3Client.open(config(nobody, "any"))) {
      assertThatThrownBy(() -> alone.folder(S3Location.parse("s3://bucket")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("S3 at " + nobody + " can't be reached");
    }
  }
}
