package io.chorus.ingress.watch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** A file of a folder. A link is none: it could lead to what is not the tenant's. */
record DroppedFile(Path path, long bytes, String version) implements Dropped {

  /** The file as it is now, if it is one. */
  static Optional<DroppedFile> at(Path path) throws IOException {
    try {
      BasicFileAttributes now =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return now.isRegularFile()
          ? Optional.of(
              new DroppedFile(path, now.size(), now.size() + " " + now.lastModifiedTime()))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public String name() {
    return path.getFileName().toString();
  }

  @Override
  public void copy(Path to) throws IOException {
    try (FileChannel in =
            FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long copied = 0;
      long more = bytes;
      while (more > 0) {
        more = in.transferTo(copied, bytes - copied, out);
        copied += more;
      }
    }
    if (!isStill()) {
      throw new IOException(name() + " has changed while it was read");
    }
  }

  private boolean isStill() throws IOException {
    return at(path).filter(this::equals).isPresent();
  }

  @Override
  public void setAside(String as) throws IOException {
    Path taken = Files.createDirectories(path.resolveSibling(TAKEN));
    if (isStill()) {
      Files.move(path, taken.resolve(as), StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
