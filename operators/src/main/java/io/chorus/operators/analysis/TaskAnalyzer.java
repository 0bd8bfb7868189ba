package io.chorus.operators.analysis;

import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.Json;
import io.chorus.contracts.Task;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Understands a task by cheap rules: a few microseconds for a page of text. Thread-safe. */
public final class TaskAnalyzer {
  private static final int LOOKED_AT = 4_000;
  private static final int EXPECTED_OUTPUT_TOKENS = 400;
  private static final int EXPECTED_CLOSED_TOKENS = 50;

  /** In the order in which they are tried; the first match names the kind. */
  private static final Map<String, Pattern> KINDS = kinds();

  private static final Pattern CLOSED =
      rule(
          "\\b(true or false|yes or no|which of the following|multiple choice|one word|only the"
              + " (number|letter|label|answer))\\b|^\\s*\\(?[a-d][).] .+\\R\\s*\\(?[a-d][).] "
              + "|đúng hay sai|có hay không|chỉ trả lời|只(回答|输出)|是否|选择题");

  /** What the payload of a task asks for. */
  public Analysis analyze(Task task) {
    return analyze(Json.readOwn(task.payload().text(), ChatRequest.class));
  }

  Analysis analyze(ChatRequest request) {
    String prompt = request.lastUserMessage();
    String start = prompt.length() > LOOKED_AT ? prompt.substring(0, LOOKED_AT) : prompt;
    String text = start.toLowerCase(Locale.ROOT);
    String kind = kind(text);
    boolean closed = isClosed(kind, text);
    long tokens = inputTokens(request, kind) + outputTokens(request, kind, prompt, closed);
    return new Analysis(
        kind,
        Script.language(text),
        (int) Math.min(Integer.MAX_VALUE, Math.max(1, tokens)),
        closed);
  }

  private static String kind(String text) {
    for (Map.Entry<String, Pattern> entry : KINDS.entrySet()) {
      if (entry.getValue().matcher(text).find()) {
        return entry.getKey();
      }
    }
    return "chat";
  }

  private static boolean isClosed(String kind, String text) {
    return kind.equals("math") || kind.equals("classify") || CLOSED.matcher(text).find();
  }

  private static long inputTokens(ChatRequest request, String kind) {
    double tokens = 0;
    for (ChatMessage message : request.messages()) {
      tokens += Script.tokens(message.content(), kind.equals("code"));
    }
    return (long) Math.ceil(tokens);
  }

  private static long outputTokens(
      ChatRequest request, String kind, String prompt, boolean closed) {
    long expected = closed ? EXPECTED_CLOSED_TOKENS : EXPECTED_OUTPUT_TOKENS;
    if (kind.equals("translate")) {
      expected = (long) Script.tokens(prompt, false) + EXPECTED_CLOSED_TOKENS;
    }
    return request.maxTokens() == null ? expected : Math.min(expected, request.maxTokens());
  }

  private static Map<String, Pattern> kinds() {
    Map<String, Pattern> kinds = new LinkedHashMap<>();
    kinds.put(
        "code",
        rule(
            "```|\\b(def |public class |#include|import [a-z.]+;|select .+ from |function \\w*\\()"
                + "|\\b(python|java|javascript|typescript|rust|golang|c\\+\\+|sql|regex|bash)\\b"
                + "|\\b(write|implement|fix|debug|refactor) (a|an|the|this|my)? ?\\w* ?(function|code|program|script|class|query)\\b"
                + "|viết (một )?(hàm|chương trình|đoạn mã)|(编写|写一个|实现).{0,12}(函数|程序|代码)"));
    kinds.put("translate", rule("\\btranslat(e|ion)\\b|\\bdịch\\b|翻译|翻成|译成"));
    kinds.put("summarize", rule("\\b(summari[sz]e|summary|tl;dr)\\b|tóm tắt|总结|概括|摘要"));
    kinds.put("classify", rule("\\b(classify|sentiment|categori[sz]e|label)\\b|phân loại|分类|情感"));
    kinds.put("extract", rule("\\b(extract|list all the)\\b|trích xuất|提取|抽取"));
    kinds.put(
        "math",
        rule(
            "\\d\\s*[-+*/^×÷=%]\\s*\\d|\\b(how many|how much|calculate|compute|solve|sum of|percent)\\b"
                + ".*\\d|\\d.*\\b(how many|how much|calculate|compute|solve|percent)\\b"
                + "|(tính|bao nhiêu).*\\d|\\d.*bao nhiêu|(计算|多少|几个).*\\d|\\d.*(多少|几个)"));
    return kinds;
  }

  /** Matches lower-case text: ignoring case while matching costs ten times as much. */
  private static Pattern rule(String regex) {
    return Pattern.compile(regex, Pattern.MULTILINE);
  }
}
