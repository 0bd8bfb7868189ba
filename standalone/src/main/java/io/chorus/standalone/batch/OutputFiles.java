package io.chorus.standalone.batch;

import io.chorus.contracts.BatchOutput;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Result;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * The two files of a run: answers, and errors beside them. Until {@link #complete} they have other
 * names, so that a file that is there is whole. Thread-safe.
 */
final class OutputFiles implements AutoCloseable {
  private final Path out;
  private final Path errors;
  private final OutputStream answerLines;
  private final OutputStream errorLines;
  private final Set<UUID> written = new HashSet<>();

  /** Begins both files anew; their folder is made where it is missing. */
  OutputFiles(Path out) throws IOException {
    this.out = out.toAbsolutePath();
    this.errors = this.out.resolveSibling(out.getFileName() + ".errors.jsonl");
    Files.createDirectories(this.out.getParent());
    this.answerLines = begin(this.out);
    this.errorLines = begin(errors);
  }

  private static OutputStream begin(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(part(file)));
  }

  private static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + ".part");
  }

  /**
   * Writes how a task ended.
   *
   * @return false where it had been written before: then nothing is
   */
  synchronized boolean add(Result result) throws IOException {
    if (!written.add(UUID.fromString(result.taskId()))) {
      return false;
    }
    boolean succeeded = result.state() == FinalState.SUCCEEDED;
    write(succeeded ? answerLines : errorLines, BatchOutput.line(result));
    return true;
  }

  /** Writes the error line of a line that is no task. */
  synchronized void rejected(String line) {
    try {
      write(errorLines, line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(OutputStream file, String line) throws IOException {
    file.write(line.getBytes(StandardCharsets.UTF_8));
    file.write('\n');
  }

  /** Every line has its answer or its error: gives the files their names. */
  synchronized void complete() throws IOException {
    close();
    Files.move(part(out), out, StandardCopyOption.REPLACE_EXISTING);
    Files.move(part(errors), errors, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public synchronized void close() throws IOException {
    answerLines.close();
    errorLines.close();
  }
}
