package io.chorus.ingress;

import io.chorus.contracts.FailureClass;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.KeyScope;
import io.chorus.contracts.Problem;
import io.chorus.contracts.Result;
import io.chorus.contracts.Tenants;
import io.chorus.contracts.Validation;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why a caller does not get what was asked for, in OpenAI's terms.
 *
 * @param status of HTTP; from 500 on it is not the caller's fault
 * @param param the field that is wrong, or null
 * @param code stable, for programs
 * @param message one sentence for people
 * @param problems of a body, each with its field; null where it isn't about a body
 * @param retry what official clients do about it by themselves
 */
record Refusal(
    int status, String param, String code, String message, List<Problem> problems, Retry retry) {
  private static final Set<String> CALLERS_FAULTS =
      Set.of(code(FailureClass.CALLER_FAULT), code(FailureClass.CONTENT_REFUSED));

  /** OpenAI's clients know it by this. */
  private static final String TOO_LONG = "context_length_exceeded";

  private static final String NO_MODEL = "model_not_found";

  /** Whether the same request again may help. */
  enum Retry {
    /** As the status says. */
    BY_STATUS,
    /** After a moment. */
    LATER,
    /** It would be another task, paid for once more. */
    NEVER
  }

  static Refusal invalid(List<Problem> problems) {
    String message = problems.stream().map(Problem::sentence).collect(Collectors.joining("; "));
    String field = problems.get(0).field();
    return new Refusal(
        400, field.isEmpty() ? null : field, "invalid_request", message, problems, Retry.BY_STATUS);
  }

  /** A body that is no task. */
  static Refusal invalid(Validation validation) {
    Refusal invalid = invalid(validation.problems());
    return switch (validation.fault()) {
      case BODY -> invalid;
      case PROMPT_TOO_LONG -> invalid.as(400, TOO_LONG);
      case NO_SUCH_MODEL -> invalid.as(404, NO_MODEL);
    };
  }

  private Refusal as(int otherStatus, String otherCode) {
    return new Refusal(otherStatus, param, otherCode, message, problems, retry);
  }

  static Refusal streaming() {
    return invalid(
        List.of(
            new Problem(
                "stream",
                "is true, though nobody waits for the answer here",
                "false; GET /v1/tasks/ID/events tells how the task goes")));
  }

  static Refusal unreadable() {
    return of(400, "bad_request", "this is no HTTP request that can be read");
  }

  static Refusal wrongKey() {
    return of(
        401,
        "invalid_api_key",
        "the API key is missing or wrong; send it as 'Authorization: Bearer KEY'");
  }

  /**
   * @param why what is wrong with it, after "the token is refused: "
   */
  static Refusal wrongToken(String why) {
    return of(401, "invalid_token", "the token is refused: " + why);
  }

  static Refusal noProvider() {
    return later(
        "unavailable",
        "tokens can't be verified now: the provider's keys are not known; try again");
  }

  static Refusal noAccount() {
    return of(404, "account_not_found", "the engine has no account of that id");
  }

  static Refusal lastAccount() {
    return of(409, "last_account", "this is the engine's only account; put another one first");
  }

  static Refusal noBudget() {
    return of(404, "budget_not_found", "the tenant has no budget: it spends what it wants");
  }

  static Refusal noScope(KeyScope scope) {
    return of(
        403,
        "insufficient_scope",
        "this key does not allow that; it takes one with the scope '" + scope.wireName() + "'");
  }

  /**
   * @param what the endpoint, as people call it
   */
  static Refusal notOffered(String what) {
    return of(
        404,
        "unsupported_endpoint",
        "Chorus has no " + what + "; it answers at /v1/chat/completions and /v1/tasks");
  }

  static Refusal noPath() {
    return of(404, "not_found", "there is nothing at this path");
  }

  static Refusal noTask() {
    return new Refusal(404, "id", "task_not_found", "there is no such task", null, Retry.BY_STATUS);
  }

  static Refusal noForm() {
    return of(
        415,
        "unsupported_media_type",
        "'Content-Type' is no form; allowed: multipart/form-data with 'file' and 'purpose'");
  }

  static Refusal noFile() {
    return invalid(
        List.of(new Problem("file", "is missing", "a part of the form with a file name")));
  }

  /** Nothing that a form wishes is left out in silence. */
  static Refusal unknownPart(String name) {
    return invalid(List.of(new Problem(name, "is unknown or given twice", "file, purpose")));
  }

  static Refusal badPurpose() {
    return invalid(List.of(new Problem("purpose", "is missing or not supported", "batch")));
  }

  static Refusal fileTooLarge(long most) {
    return of(413, "file_too_large", "the file is too large; allowed: " + most + " bytes");
  }

  static Refusal noSuchFile() {
    return new Refusal(404, "id", "file_not_found", "there is no such file", null, Retry.BY_STATUS);
  }

  static Refusal fileInUse() {
    return of(
        409,
        "file_in_use",
        "a batch that has not ended reads this file; cancel the batch, or wait for its end");
  }

  static Refusal batchIsOpen() {
    return new Refusal(
        409,
        "resume",
        "batch_is_open",
        "the batch to resume has not ended; cancel it, or wait for its end",
        null,
        Retry.BY_STATUS);
  }

  static Refusal noBatch() {
    return new Refusal(
        404, "batch", "batch_not_found", "there is no such batch", null, Retry.BY_STATUS);
  }

  static Refusal notKept() {
    return of(
        410,
        "not_kept",
        "what this task asked is not kept here, or where is not known; send it again");
  }

  /**
   * @param header that the name came in
   */
  static Refusal badName(String header) {
    return of(
        400,
        "invalid_request",
        "'" + header + "' is no name; allowed: 1 to 255 visible characters of ASCII");
  }

  static Refusal nameIsTaken(String header) {
    return new Refusal(
        409,
        null,
        "idempotency_conflict",
        "there was a request with another body under this '" + header + "'; take a new one",
        null,
        Retry.NEVER);
  }

  static Refusal isFinal(String status) {
    return of(409, "task_is_final", "the task has ended already; it is " + status);
  }

  static Refusal noKey() {
    return new Refusal(404, "id", "key_not_found", "there is no such key", null, Retry.BY_STATUS);
  }

  static Refusal keyIsOver() {
    return of(409, "key_is_over", "the key is revoked or expired; make a new one");
  }

  static Refusal noModel() {
    return new Refusal(404, "model", NO_MODEL, "there is no such model", null, Retry.BY_STATUS);
  }

  static Refusal wrongMethod() {
    return of(405, "method_not_allowed", "this path has other methods");
  }

  static Refusal slow() {
    return of(408, "request_timeout", "the body did not arrive in time");
  }

  static Refusal tooLarge(int most) {
    return of(413, "request_too_large", "the body is too large; allowed: " + most + " bytes");
  }

  static Refusal wrongMediaType() {
    return of(
        415, "unsupported_media_type", "'Content-Type' is not JSON; allowed: application/json");
  }

  static Refusal encoded() {
    return of(
        415, "unsupported_media_type", "'Content-Encoding' is not taken; allowed: a plain body");
  }

  static Refusal defect() {
    return of(500, "internal_error", "something went wrong here; the log knows the request's id");
  }

  static Refusal busy() {
    return later("overloaded", "too much arrives at once; try again");
  }

  static Refusal noTenant() {
    return invalid(List.of(new Problem("tenant", "is no tenant's name", Tenants.ALLOWED)));
  }

  /**
   * @param what is limited, for programs
   * @param words the same for people
   */
  static Refusal overQuota(String what, String words, long most) {
    return new Refusal(
        429,
        what,
        "rate_limit_exceeded",
        "this is over the tenant's quota: " + most + " " + words + "; try again later",
        null,
        Retry.BY_STATUS);
  }

  static Refusal neverFits(long tokens, long most) {
    return new Refusal(
        429,
        "tokens",
        "rate_limit_exceeded",
        "this alone is over the tenant's quota: about "
            + tokens
            + " tokens of "
            + most
            + " a minute; ask for less at once",
        null,
        Retry.NEVER);
  }

  static Refusal overBudget() {
    return new Refusal(
        429,
        "spend",
        "insufficient_quota",
        "the tenant has spent its budget; its operator can raise it",
        null,
        Retry.NEVER);
  }

  /** Never means that the task can't run: what was not confirmed may still have arrived. */
  static Refusal notAccepted(String taskId) {
    return later(
        "not_accepted",
        "the task could not be stored for certain and counts as not accepted; try again (if it"
            + " was stored after all, it runs as "
            + taskId
            + ")");
  }

  static Refusal tooManyHolds(int most) {
    return new Refusal(
        429,
        "holds",
        "too_many_holds",
        "the tenant holds as many tasks and batches as it may: "
            + most
            + "; resume some first, or an hour after they were cancelled go on, or hold all of its work at once: /v1/queues/pause",
        null,
        Retry.NEVER);
  }

  static Refusal notHeld() {
    return later("not_held", "this could not be stored or told for certain; try again");
  }

  static Refusal notWrittenDown() {
    return later(
        "not_recorded",
        "this can't be written down in the audit log now, so it was not done; try again");
  }

  /**
   * @param message which key is wrong, and what is allowed
   */
  static Refusal badPolicy(String message) {
    return new Refusal(400, "policy", "invalid_request", message, null, Retry.BY_STATUS);
  }

  /**
   * @param newest the highest version there is
   */
  static Refusal oldPolicy(int newest) {
    return new Refusal(
        409,
        "version",
        "policy_not_newer",
        "there is a policy of this version or a newer one; allowed: a version above " + newest,
        null,
        Retry.NEVER);
  }

  static Refusal noDatabase() {
    return later("unavailable", "this can't be looked up now; try again");
  }

  static Refusal noFiles() {
    return later("unavailable", "files can't be stored or read now; try again");
  }

  static Refusal noLog() {
    return later("unavailable", "what was asked can't be looked up now; try again");
  }

  static Refusal stopping() {
    return new Refusal(
        503,
        null,
        "stopping",
        "this server stops and can't wait for the result; the accepted task goes on",
        null,
        Retry.NEVER);
  }

  /** The committed answer is not what a stream has told, or will not be. */
  static Refusal begunAnew(String taskId) {
    return new Refusal(
        502,
        null,
        "answer_replaced",
        "what this stream has told is not the answer: the task was asked again; GET /v1/tasks/"
            + taskId
            + " tells what became of it",
        null,
        Retry.NEVER);
  }

  static Refusal noResult(String taskId) {
    return new Refusal(
        504,
        null,
        "no_result",
        "task " + taskId + " has no result although its deadline is over",
        null,
        Retry.NEVER);
  }

  /**
   * @param result one without an answer
   */
  static Refusal ended(Result result) {
    String state = result.state().name().toLowerCase(Locale.ROOT);
    return new Refusal(
        status(result),
        null,
        result.errorCode() == null ? state : result.errorCode(),
        "task "
            + result.taskId()
            + " is "
            + state
            + (result.errorMessage() == null ? "" : ": " + result.errorMessage()),
        null,
        Retry.NEVER);
  }

  private static int status(Result result) {
    if (result.state() == FinalState.CANCELLED) {
      return 409;
    }
    if (result.errorCode() != null && CALLERS_FAULTS.contains(result.errorCode())) {
      return 400;
    }
    boolean late =
        result.state() == FinalState.EXPIRED
            || code(FailureClass.TIMEOUT).equals(result.errorCode());
    return late ? 504 : 502;
  }

  private static String code(FailureClass failure) {
    return failure.name().toLowerCase(Locale.ROOT);
  }

  private static Refusal of(int status, String code, String message) {
    return new Refusal(status, null, code, message, null, Retry.BY_STATUS);
  }

  private static Refusal later(String code, String message) {
    return new Refusal(503, null, code, message, null, Retry.LATER);
  }

  RefusedException asException() {
    return new RefusedException(this);
  }
}
