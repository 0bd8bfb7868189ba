package io.chorus.servers.s3;

import io.chorus.servers.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * S3Proxy in this process: a server of the S3 protocol on 127.0.0.1, which verifies signatures and
 * keeps its buckets as folders. Thread-safe.
 */
public final class LocalS3 implements AutoCloseable {
  private static final String ACCESS_KEY = "chorus";

  private final String secretKey = UUID.randomUUID().toString();
  private final URI endpoint = URI.create("http://127.0.0.1:" + FreePorts.next());
  private final Path buckets;
  private final S3Proxy server;

  private LocalS3(Path dir) throws Exception {
    buckets = Files.createDirectories(dir.resolve("buckets"));
    Properties properties = new Properties();
    properties.setProperty("s3proxy.endpoint", endpoint.toString());
    properties.setProperty("s3proxy.authorization", "aws-v4");
    properties.setProperty("s3proxy.identity", ACCESS_KEY);
    properties.setProperty("s3proxy.credential", secretKey);
    server =
        S3Proxy.Builder.fromProperties(properties)
            .blobStore(new FilesystemNio2BlobStore(buckets.toString()))
            .build();
    server.start();
  }

  /**
   * Returns when it answers.
   *
   * @param dir where it keeps its buckets
   * @throws IllegalStateException where it does not start
   */
  public static LocalS3 start(Path dir) {
    try {
      return new LocalS3(dir);
    } catch (Exception e) {
      throw new IllegalStateException("S3 did not start", e);
    }
  }

  public void createBucket(String name) throws IOException {
    Files.createDirectory(buckets.resolve(name));
  }

  /** The folder that is a bucket. */
  public Path bucket(String name) {
    return buckets.resolve(name);
  }

  public URI endpoint() {
    return endpoint;
  }

  public String accessKey() {
    return ACCESS_KEY;
  }

  public String secretKey() {
    return secretKey;
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("S3 did not stop", e);
    }
  }
}
