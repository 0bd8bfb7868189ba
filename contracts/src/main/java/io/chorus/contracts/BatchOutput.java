package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines of OpenAI batch output and error files, without the line break at their end. */
public final class BatchOutput {
  /** The error code of a line that is no valid task. */
  public static final String INVALID_REQUEST = "invalid_request";

  private BatchOutput() {}

  /** The line of a finished task: its response where it succeeded, else its error. */
  public static String line(Result result) {
    boolean succeeded = result.state() == FinalState.SUCCEEDED;
    return Json.writeText(
        new Line(
            "batch_req_" + ChatCompletion.compact(result.taskId()),
            null,
            result.customId(),
            succeeded ? new Response(200, result.taskId(), ChatCompletion.of(result)) : null,
            succeeded ? null : error(result)));
  }

  /**
   * The line of an input line that is no valid task.
   *
   * @param lineNumber counted from 1
   * @param customId or null where it has none
   */
  public static String rejected(long lineNumber, String customId, List<Problem> problems) {
    String sentences = problems.stream().map(Problem::sentence).collect(Collectors.joining("; "));
    return Json.writeText(
        new Line(
            "batch_req_line_" + lineNumber,
            lineNumber,
            customId,
            null,
            new Failure(INVALID_REQUEST, sentences)));
  }

  private static Failure error(Result result) {
    String state = result.state().name().toLowerCase(Locale.ROOT);
    return new Failure(
        result.errorCode() == null ? state : result.errorCode(),
        result.errorMessage() == null ? "the task is " + state : result.errorMessage());
  }

  private record Line(
      String id,
      @JsonInclude(JsonInclude.Include.NON_NULL) Long line,
      String customId,
      Response response,
      Failure error) {}

  private record Response(int statusCode, String requestId, ChatCompletion body) {}

  private record Failure(String code, String message) {}
}
