package io.chorus.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole run was for must not be lost for a folder that nobody made. */
class WrittenFilesTest {
  @TempDir Path dir;

  @Test
  void aSummaryIsWrittenIntoAFolderThatWasNotThere() throws Exception {
    Path file = dir.resolve("new/deeper/summary.json");

    JsonFiles.write(file, Map.of("tasks", 1));

    assertThat(file).content().contains("\"tasks\" : 1");
    assertThat(file.getParent()).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void aPrivateFileIsItsOwnersWhereverItIsWritten() throws Exception {
    Path file = dir.resolve("new/up.json");

    try (DataFolder data = DataFolder.open(dir.resolve("data"))) {
      data.writePrivate(file, "{}");
    }

    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }
}
