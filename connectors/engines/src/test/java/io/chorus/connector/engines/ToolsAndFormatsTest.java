package io.chorus.connector.engines;

import static io.chorus.connector.engines.Given.json;
import static io.chorus.connector.engines.Given.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chorus.contracts.ChatAnswer;
import io.chorus.contracts.ChatMessage;
import io.chorus.contracts.ChatRequest;
import io.chorus.contracts.EngineSpec.Protocol;
import io.chorus.contracts.FailureClass;
import io.chorus.contracts.ResponseFormat;
import io.chorus.contracts.Tool;
import io.chorus.contracts.ToolCall;
import io.chorus.contracts.Tools;
import io.chorus.contracts.Usage;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tools, structured output and penalties, in every protocol. */
class ToolsAndFormatsTest {
  private static final JsonNode CITY =
      json("{'type':'object','properties':{'city':{'type':'string'}}}".replace('\'', '"'));

  private static ChatRequest withTools(Tools.Choice choice, String named, Boolean parallel) {
    Tool weather = new Tool("weather", "Tells the weather.", CITY, true);
    Tool clock = new Tool("clock", null, null, null);
    return new ChatRequest(
        List.of(
            new ChatMessage("user", "Huế?"),
            new ChatMessage(
                "assistant",
                "",
                List.of(
                    new ToolCall("c:1", "weather", "{\"city\":\"Huế\"}", "c2ln"),
                    new ToolCall("c2", "clock", "{}")),
                null),
            new ChatMessage("tool", "{\"c\":17}", List.of(), "c:1"),
            new ChatMessage("tool", "noon", List.of(), "c2"),
            new ChatMessage("user", "And?")),
        null,
        null,
        null,
        List.of(),
        null,
        0.5,
        -1.0,
        null,
        new Tools(List.of(weather, clock), choice, named, parallel));
  }

  private static ChatRequest withFormat(String prompt, ResponseFormat format) {
    return new ChatRequest(
        List.of(new ChatMessage("user", prompt)),
        null,
        null,
        null,
        List.of(),
        null,
        null,
        null,
        format,
        null);
  }

  private static JsonNode encode(Protocol protocol, String model, ChatRequest request) {
    return WireProtocol.of(protocol)
        .encode(URI.create("http://x"), model, request, "k", false)
        .body();
  }

  private static void assertJson(JsonNode actual, String singleQuoted) {
    assertThat(json(actual.toString())).isEqualTo(json(singleQuoted.replace('\'', '"')));
  }

  @Test
  void openAiGetsToolsAsTheyAre() {
    assertJson(
        encode(Protocol.OPENAI, "m", withTools(Tools.Choice.NAMED, "weather", false)),
        """
        {'model':'m','messages':[
          {'role':'user','content':'Huế?'},
          {'role':'assistant','content':null,'tool_calls':[
            {'id':'c:1','type':'function','function':{'name':'weather','arguments':'{\\\\"city\\\\":\\\\"Huế\\\\"}'}},
            {'id':'c2','type':'function','function':{'name':'clock','arguments':'{}'}}]},
          {'role':'tool','content':'{\\\\"c\\\\":17}','tool_call_id':'c:1'},
          {'role':'tool','content':'noon','tool_call_id':'c2'},
          {'role':'user','content':'And?'}],
         'presence_penalty':0.5,'frequency_penalty':-1.0,
         'tools':[
          {'type':'function','function':{'name':'weather','description':'Tells the weather.',
            'parameters':{'type':'object','properties':{'city':{'type':'string'}}},'strict':true}},
          {'type':'function','function':{'name':'clock'}}],
         'tool_choice':{'type':'function','function':{'name':'weather'}},
         'parallel_tool_calls':false}"""
            .replace("\\\\", "\\"));
  }

  @Test
  void anthropicGetsBlocksAndResultsTogether() {
    assertJson(
        encode(Protocol.ANTHROPIC, "m", withTools(Tools.Choice.REQUIRED, null, false)),
        """
        {'model':'m','max_tokens':4096,'messages':[
          {'role':'user','content':'Huế?'},
          {'role':'assistant','content':[
            {'type':'tool_use','id':'c_1','name':'weather','input':{'city':'Huế'}},
            {'type':'tool_use','id':'c2','name':'clock','input':{}}]},
          {'role':'user','content':[
            {'type':'tool_result','tool_use_id':'c_1','content':'{\\"c\\":17}'},
            {'type':'tool_result','tool_use_id':'c2','content':'noon'}]},
          {'role':'user','content':'And?'}],
         'tools':[
          {'name':'weather','description':'Tells the weather.','strict':true,
            'input_schema':{'type':'object','properties':{'city':{'type':'string'}}}},
          {'name':'clock','input_schema':{'type':'object'}}],
         'tool_choice':{'type':'any','disable_parallel_tool_use':true}}""");
  }

  @ParameterizedTest
  @CsvSource({"gemini-2.0-flash, false", "gemini-3-pro-preview, true"})
  void geminiGetsPartsAndTheSignaturesThatItWants(String model, boolean wantsSignatures) {
    JsonNode body = encode(Protocol.GEMINI, model, withTools(Tools.Choice.NAMED, "clock", null));

    assertJson(
        body,
        """
        {'contents':[
          {'role':'user','parts':[{'text':'Huế?'}]},
          {'role':'model','parts':[
            {'functionCall':{'name':'weather','args':{'city':'Huế'}},'thoughtSignature':'c2ln'},
            {'functionCall':{'name':'clock','args':{}}}]},
          {'role':'user','parts':[
            {'functionResponse':{'name':'weather','response':{'c':17}}},
            {'functionResponse':{'name':'clock','response':{'result':'noon'}}}]},
          {'role':'user','parts':[{'text':'And?'}]}],
         'generationConfig':{'presencePenalty':0.5,'frequencyPenalty':-1.0},
         'tools':[{'functionDeclarations':[
          {'name':'weather','description':'Tells the weather.',
            'parametersJsonSchema':{'type':'object','properties':{'city':{'type':'string'}}}},
          {'name':'clock'}]}],
         'toolConfig':{'functionCallingConfig':{'mode':'ANY','allowedFunctionNames':['clock']}}}""");
    ChatRequest foreign =
        new ChatRequest(
            List.of(
                new ChatMessage("user", "a"),
                new ChatMessage("assistant", "", List.of(new ToolCall("c", "clock", "{}")), null),
                new ChatMessage("tool", "noon", List.of(), "c")),
            null,
            null,
            null,
            List.of(),
            null);
    assertThat(encode(Protocol.GEMINI, model, foreign).findValues("thoughtSignature"))
        .hasSize(wantsSignatures ? 1 : 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "DEEPSEEK", "QWEN"})
  void aStrictSchemaGoesWhereItIsKnown(Protocol protocol) {
    JsonNode body =
        encode(protocol, "m", withFormat("Where?", new ResponseFormat("city", "d", CITY, true)));

    boolean known = protocol != Protocol.DEEPSEEK;
    assertThat(body.at("/response_format/type").asText())
        .isEqualTo(known ? "json_schema" : "json_object");
    assertThat(body.at("/response_format/json_schema/schema").equals(CITY)).isEqualTo(known);
    assertThat(body.at("/messages/0/content").asText().contains(CITY.toString())).isEqualTo(!known);
  }

  @Test
  void qwenIsToldALooseSchemaInWords() {
    JsonNode body =
        encode(Protocol.QWEN, "m", withFormat("Where?", new ResponseFormat("c", null, CITY, null)));

    assertThat(body.at("/response_format/type").asText()).isEqualTo("json_object");
    assertThat(body.at("/messages/0/content").asText()).contains(CITY.toString());
  }

  @Test
  void theWordJsonIsAddedOnlyWhereItIsMissing() {
    JsonNode silent =
        encode(Protocol.OPENAI, "m", withFormat("Where?", ResponseFormat.JSON_OBJECT));
    JsonNode said =
        encode(Protocol.OPENAI, "m", withFormat("As json: where?", ResponseFormat.JSON_OBJECT));

    assertThat(silent.path("messages")).hasSize(2);
    assertThat(said.path("messages")).hasSize(1);
  }

  @Test
  void anthropicTakesAStrictSchemaAsASettingAndAnyOtherWishInWords() {
    JsonNode strict =
        encode(Protocol.ANTHROPIC, "m", withFormat("a", new ResponseFormat("c", null, CITY, true)));
    JsonNode loose =
        encode(Protocol.ANTHROPIC, "m", withFormat("a", new ResponseFormat("c", null, CITY, null)));
    JsonNode object = encode(Protocol.ANTHROPIC, "m", withFormat("a", ResponseFormat.JSON_OBJECT));

    assertThat(strict.at("/output_config/format/schema")).isEqualTo(CITY);
    assertThat(strict.has("system")).isFalse();
    assertThat(loose.path("system").asText()).contains(CITY.toString());
    assertThat(loose.has("output_config")).isFalse();
    assertThat(object.path("system").asText()).contains("JSON object");
  }

  @Test
  void geminiTakesBothAsSettings() {
    JsonNode body =
        encode(Protocol.GEMINI, "m", withFormat("a", new ResponseFormat("c", null, CITY, true)));

    assertThat(body.at("/generationConfig/responseMimeType").asText())
        .isEqualTo("application/json");
    assertThat(body.at("/generationConfig/responseJsonSchema")).isEqualTo(CITY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          OPENAI | {"choices":[{"message":{"content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]},"finish_reason":"tool_calls"}]}
          OPENAI | {"choices":[{"message":{"tool_calls":[{"id":"c1","function":{"name":"f","arguments":"{\\"a\\":1}"}}]},"finish_reason":"stop"}]}
          ANTHROPIC | {"content":[{"type":"tool_use","id":"c1","name":"f","input":{"a":1}}],"stop_reason":"tool_use"}
          GEMINI | {"candidates":[{"content":{"parts":[{"functionCall":{"id":"c1","name":"f","args":{"a":1}}}]},"finishReason":"STOP"}]}
          """)
  void callsComeBackAsCalls(Protocol protocol, String body) {
    Outcome outcome = WireProtocol.of(protocol).decode(ok(body));

    assertThat(outcome.answer())
        .isEqualTo(new ChatAnswer("", "tool_calls", List.of(new ToolCall("c1", "f", "{\"a\":1}"))));
  }

  @Test
  void geminisCallsGetIdsAndKeepTheirSignatures() {
    Outcome outcome =
        WireProtocol.of(Protocol.GEMINI)
            .decode(
                ok(
                    """
                    {"responseId":"r7","candidates":[{"content":{"parts":[{"text":"Well."},
                      {"functionCall":{"name":"f"},"thoughtSignature":"c2ln"},
                      {"functionCall":{"name":"f"}}]},"finishReason":"STOP"}]}"""));

    assertThat(outcome.answer())
        .isEqualTo(
            new ChatAnswer(
                "Well.",
                "tool_calls",
                List.of(
                    new ToolCall("call_r7_0", "f", "{}", "c2ln"),
                    new ToolCall("call_r7_1", "f", "{}"))));
  }

  @Test
  void aCallWithoutANameIsGarbled() {
    Outcome outcome =
        WireProtocol.of(Protocol.OPENAI)
            .decode(
                ok(
                    """
                    {"choices":[{"message":{"tool_calls":[{"id":"c1","function":{}}]}}]}"""));

    assertThat(outcome.failure()).isEqualTo(FailureClass.GARBLED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          OPENAI | {"usage":{"prompt_tokens":9,"completion_tokens":8,"prompt_tokens_details":{"cached_tokens":7},"completion_tokens_details":{"reasoning_tokens":6}}}
          DEEPSEEK | {"usage":{"prompt_tokens":9,"completion_tokens":8,"prompt_cache_hit_tokens":7,"prompt_cache_miss_tokens":2,"completion_tokens_details":{"reasoning_tokens":6}}}
          GEMINI | {"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"thoughtsTokenCount":6,"cachedContentTokenCount":7}}
          """)
  void cachedAndReasoningTokensAreCounted(Protocol protocol, String body) {
    assertThat(WireProtocol.of(protocol).usage(json(body))).isEqualTo(new Usage(9, 8, 7, 6));
  }
}
