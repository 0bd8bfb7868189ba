package io.chorus.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

class FewerCompactionsTest {
  /** As {@code ps -o nice} has it: the least that Linux knows. */
  private static final int LEAST = 19;

  @TempDir Path folder;

  @Test
  void whatMergesGivesWayToEverythingElse() throws Exception {
    NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
    FewerCompactions settings = new FewerCompactions();
    try (Options options = new Options().setCreateIfMissing(true);
        DBOptions ours = new DBOptions()) {
      settings.createDBOptions(ours, new ArrayList<>());
      options.setEnv(ours.getEnv());
      try (RocksDB db = RocksDB.open(options, folder.resolve("db").toString());
          FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
        for (int round = 0; round < 3; round++) {
          db.put(("key" + round).getBytes(UTF_8), "value".getBytes(UTF_8));
          db.flush(flush);
        }
        db.compactRange();

        assertThat(niceOf("rocksdb:low")).isNotEmpty().containsOnly(LEAST);
        assertThat(niceOf("rocksdb:high")).doesNotContain(LEAST);
      }
    }
  }

  /** Of this process' threads with that name; Linux only, as RocksDB's own lowering is. */
  private static List<Integer> niceOf(String name) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      return threads
          .map(thread -> thread.resolve("stat"))
          .map(FewerCompactionsTest::read)
          .filter(stat -> stat.contains("(" + name))
          .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16])
          .map(Integer::valueOf)
          .toList();
    }
  }

  private static String read(Path stat) {
    try {
      return Files.readString(stat);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
