package io.chorus.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines of OpenAI batch output and error files, without the line break at their end. */
public final class BatchOutput {
  /** The error code of a line that is no valid task. */
  public static final String INVALID_REQUEST = "invalid_request";

  /** The error code of a line whose batch expired before it had an answer; as OpenAI's. */
  public static final String EXPIRED = "batch_expired";

  private static final Failure TOO_LATE =
      new Failure(EXPIRED, "the completion window of the batch ended before this had an answer");

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

  /** The line of a task that was ended by the end of its batch's completion window. */
  public static String expired(Result result) {
    String id = "batch_req_" + ChatCompletion.compact(result.taskId());
    return Json.writeText(new Line(id, null, result.customId(), null, TOO_LATE));
  }

  /**
   * The line of an input line that the end of the completion window kept from becoming a task.
   *
   * @param lineNumber counted from 1
   * @param customId or null where it has none
   */
  public static String expired(long lineNumber, String customId) {
    String id = "batch_req_line_" + lineNumber;
    return Json.writeText(new Line(id, lineNumber, customId, null, TOO_LATE));
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
