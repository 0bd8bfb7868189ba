package io.chorus.standalone.batch;

import io.chorus.contracts.Json;
import io.chorus.contracts.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The runs that have begun and not ended, each with a copy of its file, in one folder. */
public final class Runs {
  private static final String INPUT = "input.jsonl";
  private static final String RUN = "run.json";

  private final Path folder;

  public Runs(Path folder) {
    this.folder = folder;
  }

  /**
   * Begins a run; where the same file was cut off before, with the same options, goes on with that.
   *
   * @param strategy or null
   */
  public Run begin(Path file, String strategy, Path out, Instant now) throws IOException {
    String id = HexFormat.of().toHexDigits(now.toEpochMilli()).substring(4);
    Path mine = Files.createDirectories(folder.resolve(id));
    String sha256 = copy(file, mine.resolve(INPUT));
    String target = out.toAbsolutePath().toString();
    Run run = new Run(id, file.toString(), sha256, strategy, target, now.toEpochMilli());
    for (Run before : unfinished()) {
      if (before.isSameWork(run)) {
        delete(mine);
        return before;
      }
    }
    Path part = mine.resolve(RUN + ".part");
    Files.write(part, Json.write(run));
    Files.move(part, mine.resolve(RUN), StandardCopyOption.ATOMIC_MOVE);
    return run;
  }

  /** Those that have begun and not ended, oldest first. */
  public List<Run> unfinished() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Run> runs = new ArrayList<>();
    try (Stream<Path> folders = Files.list(folder)) {
      for (Path one : folders.sorted().toList()) {
        if (Files.exists(one.resolve(RUN))) {
          runs.add(read(one.resolve(RUN)));
        }
      }
    }
    return runs;
  }

  /** The copy of a run's file. */
  Path input(Run run) {
    return folder.resolve(run.id()).resolve(INPUT);
  }

  /** Every line has its result: nothing is left to do. */
  public void ended(Run run) throws IOException {
    delete(folder.resolve(run.id()));
  }

  private static Run read(Path file) throws IOException {
    try {
      return Json.read(Files.readAllBytes(file), Run.class);
    } catch (MalformedJsonException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static String copy(Path from, Path to) throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(from), sha256)) {
        Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path run) throws IOException {
    Files.deleteIfExists(run.resolve(RUN));
    Files.deleteIfExists(run.resolve(INPUT));
    Files.deleteIfExists(run);
  }
}
