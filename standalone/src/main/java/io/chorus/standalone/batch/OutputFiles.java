package io.chorus.standalone.batch;

import io.chorus.contracts.BatchOutput;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Result;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The two files of a run: answers, and errors beside them. Until {@link #complete} they have other
 * names, so that a file that is there is whole. Thread-safe.
 */
final class OutputFiles implements AutoCloseable {
  private final Path out;
  private final Path errors;
  private final BufferedWriter answerLines;
  private final BufferedWriter errorLines;

  OutputFiles(Path out) throws IOException {
    this.out = out;
    this.errors = out.resolveSibling(out.getFileName() + ".errors.jsonl");
    if (out.getParent() != null) {
      Files.createDirectories(out.getParent());
    }
    this.answerLines = Files.newBufferedWriter(part(out));
    this.errorLines = Files.newBufferedWriter(part(errors));
  }

  private static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + ".part");
  }

  synchronized void add(Result result) throws IOException {
    write(
        result.state() == FinalState.SUCCEEDED ? answerLines : errorLines,
        BatchOutput.line(result));
  }

  synchronized void rejected(String line) {
    try {
      write(errorLines, line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(BufferedWriter file, String line) throws IOException {
    file.write(line);
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
