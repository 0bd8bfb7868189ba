package io.chorus.ingress.watch;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A folder. Whoever writes into it is waited for. Not thread-safe. */
final class FolderDrop implements Drop {
  private final Arrivals<DroppedFile> arrivals = new Arrivals<>();
  private final Path folder;

  /**
   * @throws IllegalStateException where the folder is not there, or can't be written to
   */
  FolderDrop(Path folder) {
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new IllegalStateException(folder + " is no folder that can be written to");
    }
    this.folder = folder;
  }

  @Override
  public List<DroppedFile> look() throws IOException {
    List<DroppedFile> seen = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, FolderDrop::isMeant)) {
      Iterator<Path> next = files.iterator();
      while (seen.size() < MOST && next.hasNext()) {
        DroppedFile.at(next.next()).ifPresent(seen::add);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return arrivals.whole(seen);
  }

  private static boolean isMeant(Path file) {
    return Dropped.isMeant(file.getFileName().toString());
  }
}
