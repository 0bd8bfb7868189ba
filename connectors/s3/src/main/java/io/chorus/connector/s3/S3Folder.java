package io.chorus.connector.s3;

import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.UploadObjectArgs;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Files in one place of S3. Whatever is read or written is in pieces; all methods fail with an
 * {@link IOException} where S3 is away or refuses, and with a {@link
 * java.nio.file.NoSuchFileException} where there is no such object. Thread-safe.
 */
public final class S3Folder {
  private static final long PART = 16 << 20;

  private final MinioClient client;
  private final S3Location place;

  S3Folder(MinioClient client, S3Location place) {
    this.client = client;
    this.place = place;
  }

  /** Stores a file, whole or not at all; what had the name is replaced. */
  public void put(String name, Path file) throws IOException {
    String key = place.key(name);
    var unused =
        done(
            "not stored: " + key,
            () ->
                client.uploadObject(
                    UploadObjectArgs.builder()
                        .bucket(place.bucket())
                        .object(key)
                        .filename(file.toString(), PART)
                        .build()));
  }

  /** Stores something small, whole or not at all; what had the name is replaced. */
  public void put(String name, byte[] content) throws IOException {
    write("not stored: ", name, new ByteArrayInputStream(content), content.length);
  }

  private void write(String not, String name, InputStream in, long size) throws IOException {
    String key = place.key(name);
    var unused =
        done(
            not + key,
            () ->
                client.putObject(
                    PutObjectArgs.builder().bucket(place.bucket()).object(key).stream(
                            in, size, PART)
                        .build()));
  }

  /** Reads an object as it is now, even if it is replaced meanwhile: then reading fails. */
  public InputStream read(String name) throws IOException {
    String key = place.key(name);
    StatObjectResponse now =
        done(
            "not found: " + key,
            () ->
                client.statObject(
                    StatObjectArgs.builder().bucket(place.bucket()).object(key).build()));
    return pieces(key, now.etag(), now.size());
  }

  /** Reads an object that was listed; fails where it is another by now. */
  public InputStream read(S3Object object) {
    return pieces(place.key(object.name()), object.etag(), object.bytes());
  }

  private InputStream pieces(String key, String etag, long size) {
    return new PieceInput(
        (from, length) ->
            done(
                "not read: " + key,
                () ->
                    client.getObject(
                        GetObjectArgs.builder()
                            .bucket(place.bucket())
                            .object(key)
                            .offset(from)
                            .length(length)
                            .matchETag(etag)
                            .build())),
        size);
  }

  /** Without effect where it is gone already. */
  public void delete(String name) throws IOException {
    String key = place.key(name);
    Void unused =
        done(
            "not deleted: " + key,
            () -> {
              client.removeObject(
                  RemoveObjectArgs.builder().bucket(place.bucket()).object(key).build());
              return null;
            });
  }

  /**
   * The first objects here by name, without those under further slashes.
   *
   * @param meant what their names have to be
   */
  public List<S3Object> list(Predicate<String> meant, int most) throws IOException {
    return done("not listed: " + place, () -> listed(meant, most));
  }

  private List<S3Object> listed(Predicate<String> meant, int most) throws MinioException {
    Iterator<Result<Item>> found =
        client
            .listObjects(
                ListObjectsArgs.builder().bucket(place.bucket()).prefix(place.prefix()).build())
            .iterator();
    List<S3Object> objects = new ArrayList<>();
    while (objects.size() < most && found.hasNext()) {
      Item item = found.next().get();
      String name = item.objectName().substring(place.prefix().length());
      if (!item.isDir() && meant.test(name)) {
        objects.add(object(name, item));
      }
    }
    return objects;
  }

  private static S3Object object(String name, Item item) {
    if (item.etag() == null) {
      throw new IllegalStateException("the server lists no ETag of " + item.objectName());
    }
    // lists have it in quotes, all else has not
    String etag = item.etag().replace("\"", "");
    return new S3Object(name, item.size(), etag, item.lastModified().toInstant().toEpochMilli());
  }

  /**
   * Gives an object another name; fails where it is another object by now. Its bytes pass through
   * here: the client's copy in S3 is on a condition that not every server of S3 understands.
   */
  public void move(S3Object object, String to) throws IOException {
    try (InputStream in = read(object)) {
      write("not moved: ", to, in, object.bytes());
    }
    delete(object.name());
  }

  private interface Request<T> {
    T run() throws MinioException;
  }

  /** What the client does not expect, like a refused connection, it throws as a defect. */
  private static <T> T done(String what, Request<T> request) throws IOException {
    try {
      return request.run();
    } catch (MinioException | IllegalStateException e) {
      throw S3Faults.of(what, e);
    }
  }
}
