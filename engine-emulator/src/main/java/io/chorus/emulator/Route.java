package io.chorus.emulator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a path leads.
 *
 * @param protocol also known for an unknown path, so that its error has a form
 * @param engine null where the path is none of an engine's
 * @param model only where the path names it
 * @param stream whether the path asks for a stream
 */
record Route(Protocol protocol, String engine, String model, boolean stream) {
  private static final Protocol OPENAI = new OpenAiProtocol();
  private static final Protocol ANTHROPIC = new AnthropicProtocol();
  private static final Protocol GEMINI = new GeminiProtocol();
  private static final Pattern PATH =
      Pattern.compile(
          "/([a-z0-9][a-z0-9_-]{0,63})/"
              + "(?:(v1/chat/completions)|(v1/messages)|v1(?:beta)?/models/([^/:]{1,200}):(generateContent|streamGenerateContent))");

  static Route of(String path) {
    Matcher matcher = PATH.matcher(path);
    if (!matcher.matches()) {
      return new Route(closest(path), null, null, false);
    }
    String model = matcher.group(4);
    Protocol protocol = model != null ? GEMINI : matcher.group(3) != null ? ANTHROPIC : OPENAI;
    boolean stream = "streamGenerateContent".equals(matcher.group(5));
    return new Route(protocol, matcher.group(1), model, stream);
  }

  private static Protocol closest(String path) {
    if (path.contains("/v1beta/") || path.contains("/v1/models/")) {
      return GEMINI;
    }
    return path.contains("/v1/messages") ? ANTHROPIC : OPENAI;
  }
}
