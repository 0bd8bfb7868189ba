package io.chorus.connector.s3;

import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.Result;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** A process's way to one S3. No wait for it is without end. Thread-safe. */
public final class S3Client implements AutoCloseable {
  private static final long CONNECT_MS = TimeUnit.SECONDS.toMillis(5);

  /** Between two bytes. */
  private static final long SILENT_MS = TimeUnit.SECONDS.toMillis(30);

  private final S3Config config;
  private final MinioClient client;

  private S3Client(S3Config config, MinioClient client) {
    this.config = config;
    this.client = client;
  }

  /**
   * Asks nobody yet.
   *
   * @throws IllegalStateException where a key is not to be had
   */
  public static S3Client open(S3Config config) {
    MinioClient client =
        MinioClient.builder()
            .endpoint(config.endpoint().toString())
            .region(config.region())
            .credentials(config.accessKey().resolve(), config.secretKey().resolve())
            .build();
    client.setTimeout(CONNECT_MS, SILENT_MS, SILENT_MS);
    return new S3Client(config, client);
  }

  /**
   * A place whose bucket is there for us.
   *
   * @throws IllegalStateException with one sentence where it is not, or nobody answers
   */
  public S3Folder folder(S3Location place) {
    Iterator<Result<Item>> found =
        client
            .listObjects(
                ListObjectsArgs.builder()
                    .bucket(place.bucket())
                    .prefix(place.prefix())
                    .maxKeys(1)
                    .build())
            .iterator();
    try {
      if (found.hasNext()) {
        var unused = found.next().get();
      }
      return new S3Folder(client, place);
    } catch (MinioException | IllegalStateException e) {
      throw new IllegalStateException(S3Faults.sentence(config, place, e));
    }
  }

  @Override
  public void close() throws IOException {
    try {
      client.close();
    } catch (Exception e) {
      throw new IOException("the client of S3 did not close", e);
    }
  }
}
