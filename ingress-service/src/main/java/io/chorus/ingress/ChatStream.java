package io.chorus.ingress;

import io.chorus.connector.redis.Piece;
import io.chorus.contracts.ChatCompletion;
import io.chorus.contracts.FinalState;
import io.chorus.contracts.Result;
import io.chorus.contracts.Task;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** One chat completion, told in OpenAI's chunks. Used on the event loop only. */
final class ChatStream {
  private static final int PIECE_CHARACTERS = 1_024;

  private final EventStream events;
  private final ChatChunk.Parts opening;
  private final boolean withUsage;
  private final String taskId;
  private final Foretold foretold = new Foretold();
  private boolean over;

  private ChatStream(EventStream events, Task task, boolean withUsage) {
    this.events = events;
    this.opening =
        new ChatChunk.Parts(
            ChatCompletion.id(task.taskId()), task.acceptedAtMs() / 1_000, task.model());
    this.withUsage = withUsage;
    this.taskId = task.taskId();
  }

  /** Tells at once that an answer will come. */
  static ChatStream open(EventStream events, Asked asked) {
    ChatStream stream = new ChatStream(events, asked.task(), asked.withUsage());
    events.send(stream.opening.role());
    return stream;
  }

  /** Passes on what an engine writes, unless the end is told already. */
  void hear(Piece piece) {
    if (over) {
      return;
    }
    switch (foretold.hear(piece)) {
      case NEXT -> events.send(opening.text(piece.text()));
      case ANEW -> fail(Refusal.begunAnew(taskId));
      default -> {
        // the committed answer will tell it
      }
    }
  }

  /** Tells the answer, or why there is none. */
  void finish(Result result) {
    if (over) {
      return;
    }
    if (result.state() == FinalState.SUCCEEDED) {
      tell(ChatCompletion.of(result));
    } else {
      fail(Refusal.ended(result));
    }
  }

  private void tell(ChatCompletion answer) {
    ChatChunk.Parts parts = new ChatChunk.Parts(answer.id(), opening.created(), answer.model());
    ChatCompletion.Choice choice = answer.choices().get(0);
    String text = choice.message().content();
    String rest = foretold.rest(text == null ? "" : text);
    if (rest == null) {
      fail(Refusal.begunAnew(taskId));
      return;
    }
    over = true;
    tellText(parts, rest);
    tellCalls(parts, choice.message().toolCalls());
    events.send(parts.finish(choice.finishReason(), answer.chorus()));
    if (withUsage) {
      events.send(parts.usage(answer.usage()));
    }
    events.done();
  }

  private void tellText(ChatChunk.Parts parts, String text) {
    int from = 0;
    while (from < text.length()) {
      int to = endOfPiece(text, from);
      events.send(parts.text(text.substring(from, to)));
      from = to;
    }
  }

  /** Half of a character would be lost on the way. */
  private static int endOfPiece(String text, int from) {
    int to = Math.min(text.length(), from + PIECE_CHARACTERS);
    return to < text.length() && Character.isLowSurrogate(text.charAt(to)) ? to + 1 : to;
  }

  private void tellCalls(ChatChunk.Parts parts, List<ChatCompletion.Called> calls) {
    for (int i = 0; calls != null && i < calls.size(); i++) {
      events.send(parts.call(i, calls.get(i)));
    }
  }

  /** Where the caller is still there: otherwise its absence is the cause. */
  void fail(RoutingContext context, Throwable cause) {
    if (!over && events.isOpen()) {
      fail(Replies.refusal(context, cause));
    }
  }

  /** Clients take an event with an error for a failed request. */
  private void fail(Refusal refusal) {
    over = true;
    events.send(ErrorBody.of(refusal));
    events.end();
  }
}
