package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskValidatorTest {
  private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");
  private static final String HELLO = "'messages':[{'role':'user','content':'Hello'}]";

  private static EngineCatalog catalog;
  private static TaskValidator validator;

  @BeforeAll
  static void load() throws Exception {
    String shipped = EngineCatalog.load(Path.of("../flink-conf/engines.yaml")).toYaml();
    catalog =
        EngineCatalog.parse(
            shipped.replaceFirst(
                "(?s)data_classes:\\s+- \"public\"\\s+- \"internal\"", "data_classes: [secret]"));
    validator = new TaskValidator(catalog);
  }

  @Test
  void aMinimalBodyBecomesATaskWithTheDefaults() {
    Task task = task("{" + HELLO + "}");

    assertThat(task.model()).isEqualTo("chorus-auto");
    assertThat(task.lane()).isEqualTo(Lane.STANDARD);
    assertThat(task.strategy()).isNull();
    assertThat(task.quality()).isNull();
    assertThat(task.samples()).isZero();
    assertThat(task.maxCostNanoUsd()).isZero();
    assertThat(task.dataClass()).isEqualTo("internal");
    assertThat(task.customId()).isNull();
    assertThat(task.metadata()).isEmpty();
    assertThat(task.acceptedAtMs()).isEqualTo(NOW.toEpochMilli());
    assertThat(task.deadlineMs()).isEqualTo(NOW.plus(Duration.ofDays(7)).toEpochMilli());
    assertThat(request(task))
        .isEqualTo(
            new ChatRequest(
                List.of(new ChatMessage("user", "Hello")), null, null, null, List.of(), null));
  }

  @Test
  void anAliasIsTheModelThatItStandsFor() {
    LinkedHashMap<String, String> aliases = new LinkedHashMap<>();
    aliases.put("fast", "claude/claude-3-5-haiku-latest");
    aliases.put("sure", "chorus-vote");
    aliases.put("hidden", "openai/gpt-4o-mini");
    TaskValidator aliased =
        new TaskValidator(new EngineCatalog(catalog.engines(), null, null, aliases));

    TaskDraft fast = drafted(aliased, "{'model':'fast'," + HELLO + "}");
    TaskDraft sure = drafted(aliased, "{'model':'sure'," + HELLO + "}");
    Validation hidden =
        aliased.validate(json("{'model':'hidden'," + HELLO + "}"), Submission.at(NOW));

    assertThat(fast.model()).isEqualTo("claude/claude-3-5-haiku-latest");
    assertThat(sure.model()).isEqualTo("chorus-auto");
    assertThat(sure.strategy()).isEqualTo(Strategy.VOTE);
    assertThat(hidden.problems()).singleElement().asString().contains("may not see", "fast");
  }

  private static TaskDraft drafted(TaskValidator by, String body) {
    return by.validate(json(body), Submission.at(NOW)).draft();
  }

  @Test
  void aModelThatIsNamedAfterAStrategyIsShortForIt() {
    Task task = task("{'model':'chorus-best-of'," + HELLO + "}");

    assertThat(task.model()).isEqualTo("chorus-auto");
    assertThat(task.strategy()).isEqualTo(Strategy.BEST_OF);
  }

  @Test
  void everyWishArrivesInTheTask() {
    Task task =
        task(
            """
            {'model':'deepseek/deepseek-chat','lane':'priority','strategy':'best-of',
             'messages':[{'role':'developer','content':'Be brief.'},
                         {'role':'user','content':[{'type':'text','text':'a'},
                                                   {'type':'text','text':'b '}]}],
             'max_completion_tokens':100,'temperature':0,'top_p':0.9,'stop':'END','seed':-7,
             'quality':1,'samples':3,'max_cost':0.025,'cache_max_age':600,'data_class':'public','deadline_seconds':60,'custom_id':'line-1',
             'project':'docs','metadata':{'team':'x'},'user':'u','stream':true,'n':1.0}""");

    assertThat(task.model()).isEqualTo("deepseek/deepseek-chat");
    assertThat(task.lane()).isEqualTo(Lane.PRIORITY);
    assertThat(task.strategy()).isEqualTo(Strategy.BEST_OF);
    assertThat(task.quality()).isEqualTo(1.0);
    assertThat(task.samples()).isEqualTo(3);
    assertThat(task.maxCostNanoUsd()).isEqualTo(25_000_000);
    assertThat(task.cacheMaxAgeMs()).isEqualTo(600_000);
    assertThat(task.dataClass()).isEqualTo("public");
    assertThat(task.customId()).isEqualTo("line-1");
    assertThat(task.metadata()).isEqualTo(Map.of("team", "x", "project", "docs"));
    assertThat(task.deadlineMs()).isEqualTo(NOW.plusSeconds(60).toEpochMilli());
    assertThat(request(task))
        .isEqualTo(
            new ChatRequest(
                List.of(new ChatMessage("system", "Be brief."), new ChatMessage("user", "a\nb ")),
                100,
                0.0,
                0.9,
                List.of("END"),
                -7L));
  }

  @Test
  void aPromptIsOneMessageOfTheUserAndStaysAsItIs() {
    String ordinary = "  Tiếng Việt, 中文, émigré 👍🏽\r\n\tend \n";

    Task task = task("{'prompt':" + Json.writeText(ordinary) + "}");

    assertThat(request(task).lastUserMessage()).isEqualTo(ordinary);
  }

  @Test
  void toolsAndTheirResultsArriveInTheTask() {
    Task task =
        task(
            """
            {'messages':[
              {'role':'user','content':'Weather in Huế and Đà Lạt?'},
              {'role':'assistant','content':null,'tool_calls':[
                {'id':'c1','type':'function','function':{'name':'weather','arguments':'{\\"city\\":\\"Huế\\"}'},
                 'extra_content':{'google':{'thought_signature':'c2ln'}}},
                {'id':'c2','type':'function','function':{'name':'weather','arguments':''}}]},
              {'role':'tool','tool_call_id':'c2','content':'17'},
              {'role':'tool','tool_call_id':'c1','content':''}],
             'tools':[{'type':'function','function':{'name':'weather','description':'d','strict':true,
               'parameters':{'type':'object','properties':{'z':{'type':'string'},'a':{'type':'string'}}}}}],
             'tool_choice':{'type':'function','function':{'name':'weather'}},
             'parallel_tool_calls':false,'presence_penalty':-1,'frequency_penalty':0.5}""");

    ChatRequest request = request(task);
    assertThat(request.messages())
        .containsExactly(
            new ChatMessage("user", "Weather in Huế and Đà Lạt?"),
            new ChatMessage(
                "assistant",
                "",
                List.of(
                    new ToolCall("c1", "weather", "{\"city\":\"Huế\"}", "c2ln"),
                    new ToolCall("c2", "weather", "{}")),
                null),
            new ChatMessage("tool", "17", List.of(), "c2"),
            new ChatMessage("tool", "", List.of(), "c1"));
    assertThat(request.tools().choice()).isEqualTo(Tools.Choice.NAMED);
    assertThat(request.tools().named()).isEqualTo("weather");
    assertThat(request.tools().parallel()).isFalse();
    assertThat(request.tools().offered().get(0).strict()).isTrue();
    assertThat(request.presencePenalty()).isEqualTo(-1);
    assertThat(request.frequencyPenalty()).isEqualTo(0.5);
    assertThat(request.lastUserMessage()).startsWith("Weather");
  }

  @Test
  void aSchemaKeepsTheOrderOfItsKeysThoughTheHashDoesNotSeeIt() {
    String format =
        "{'prompt':'a','response_format':{'type':'json_schema','json_schema':{'name':'s','schema':"
            + "{'properties':{%s}}}}}";
    String ordered = format.formatted("'z':{},'a':{}");

    ResponseFormat read = request(task(ordered)).responseFormat();

    assertThat(read.schema().toString()).isEqualTo("{\"properties\":{\"z\":{},\"a\":{}}}");
    assertThat(hash(ordered)).isEqualTo(hash(format.formatted("'a':{},'z':{}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'response_format':{'type':'json_schema','json_schema':{'name':'s','schema':%s}}",
        "'tools':[{'type':'function','function':{'name':'f','parameters':%s}}]",
        "'tools':[{'name':'f','input_schema':%s}]"
      })
  void whatIsNullInASchemaIsToldToModels(String wish) {
    String schema = "{'properties':{'a':{'const':null},'b':{'default':null}}}";

    ChatRequest read = request(task("{'prompt':'a'," + wish.formatted(schema) + "}"));

    assertThat(Json.writeText(read)).contains("{\"const\":null}", "{\"default\":null}");
  }

  @Test
  void aPlainRequestIsWrittenAsItWasBeforeThereWereTools() {
    assertThat(task("{'prompt':'a'}").payload().text())
        .isEqualTo(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"max_tokens\":null,"
                + "\"temperature\":null,\"top_p\":null,\"stop\":[],\"seed\":null}");
    assertThat(Json.writeText(new Usage(1, 2)))
        .isEqualTo("{\"input_tokens\":1,\"output_tokens\":2}");
    assertThat(Json.writeText(new ChatAnswer("a", "stop")))
        .isEqualTo("{\"text\":\"a\",\"finish_reason\":\"stop\"}");
  }

  @Test
  void aPromptOfTooManyTokensIsRefusedWithTheirNumberAndTheNumberThatIsAllowed() {
    TaskValidator strict = strict(10);

    Validation fits =
        strict.validate(json("{'prompt':'" + "字".repeat(15) + "'}"), Submission.at(NOW));
    Validation tooLong =
        strict.validate(
            json(
                "{'messages':[{'role':'system','content':'字字字'},{'role':'user','content':'"
                    + "a".repeat(78)
                    + "'}]}"),
            Submission.at(NOW));

    assertThat(fits.problems()).isEmpty();
    assertThat(tooLong.fault()).isEqualTo(Validation.Fault.PROMPT_TOO_LONG);
    assertThat(tooLong.problems())
        .containsExactly(new Problem("messages", "has about 14 tokens", "at most 10 tokens"));
  }

  @Test
  void whatElseIsWrongIsToldBeforeTokensAreCounted() {
    TaskValidator strict = strict(1);

    Validation refused =
        strict.validate(json("{'prompt':'many words','model':'none'}"), Submission.at(NOW));

    assertThat(refused.fault()).isEqualTo(Validation.Fault.NO_SUCH_MODEL);
    assertThat(refused.problems()).extracting(Problem::field).containsExactly("model");
  }

  @Test
  void toolsThatAreTooLargeAreRefused() {
    assertRefused(
        "{'prompt':'a','tools':[{'type':'function','function':{'name':'f','parameters':{'x':'"
            + "y".repeat(1 << 17)
            + "'}}}]}",
        "tools",
        "is too long as JSON");
  }

  @Test
  void aDeadlineWithAnOffsetIsTheSameInstant() {
    Task task = task("{'prompt':'a','deadline':'2026-03-04T14:00:00+01:00'}");

    assertThat(Instant.ofEpochMilli(task.deadlineMs())).isEqualTo("2026-03-04T13:00:00Z");
  }

  @Test
  void theHashIsOfTheMeaningOfTheBody() {
    String hash =
        hash("{'prompt':'a','temperature':1,'quality':0.25,'metadata':{'x':'1','y':'2'}}");

    assertThat(hash).matches("[0-9a-f]{64}");
    assertThat(
            hash(
                "{'metadata':{'y':'2','x':'1'},'stop':null,'quality':2.5e-1,'temperature':1.0,"
                    + "'prompt':'a\\u0000'}"))
        .isEqualTo(hash);
    assertThat(hash("{'prompt':'b','temperature':1}")).isNotEqualTo(hash);
  }

  @Test
  void theNameBesideTheBodyCountsMore() {
    Validation named =
        validator.validate(
            json("{'prompt':'a','custom_id':'inside'}"), Submission.named(NOW, "beside\u0007"));

    assertThat(named.draft().customId()).isEqualTo("beside");
    assertThat(named.draft().bodyHash()).isEqualTo(hash("{'prompt':'a','custom_id':'beside'}"));
  }

  @Test
  void theIdOfAFilesBatchIsForItsLinesOnly() {
    String id = "batch_0123456789abcdef0123456789abcdef";
    String body = "{'prompt':'a','batch':'" + id + "'}";

    Validation elsewhere = validator.validate(json(body), Submission.at(NOW));
    Validation line = validator.validate(json("{'prompt':'a'}"), new Submission(NOW, "line-1", id));

    assertThat(elsewhere.problems()).extracting(Problem::field).containsExactly("batch");
    assertThat(line.draft().batch()).isEqualTo(id);
    assertThat(line.draft().bodyHash())
        .isEqualTo(
            validator.validate(json(body), new Submission(NOW, "line-1", id)).draft().bodyHash());
  }

  @ParameterizedTest(name = "{0} -> {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      {'prompt':                                   | ``  | is not valid JSON | one JSON object
      {'prompt':'a'} {}                            | ``  | is not valid JSON | one JSON object
      {'prompt':'a','prompt':'b'}                  | ``  | is not valid JSON | one JSON object
      []                                           | ``  | is a list | one JSON object
      null                                         | ``  | is null | one JSON object
      'text'                                       | ``  | is a text | one JSON object
      {}                                           | messages | is missing | a list of messages, or a 'prompt'
      {'model':'chorus-auto'}                      | messages | is missing | a list of messages
      {'messages':null}                            | messages | is missing | a list of messages
      {'prompt':'a','messages':[{'role':'user','content':'a'}]} | prompt | is given beside 'messages' | only one
      {'prompt':''}                                | prompt | is empty | a text that is not empty
      {'prompt':' \\n'}                            | prompt | is blank | visible characters
      {'prompt':'\\u0000\\u202e'}                  | prompt | is empty | a text
      {'prompt':7}                                 | prompt | is an integer | a text
      {'messages':'hi'}                            | messages | is a text | a list of 1 to 1000 elements
      {'messages':[]}                              | messages | is empty | a list of 1 to 1000 elements
      {'messages':['hi']}                          | messages[0] | is a text | an object
      {'messages':[{'role':'user'}]}               | messages[0].content | is missing | a text
      {'messages':[{'content':'a'}]}               | messages[0].role | is missing | system, developer, user, assistant, tool
      {'messages':[{'role':'judge','content':'a'}]} | messages[0].role | is not one | system, developer, user, assistant, tool
      {'messages':[{'role':'tool','content':'a'}]} | messages[0].tool_call_id | is missing | the id of the call
      {'messages':[{'role':'user','content':'a'},{'role':'tool','content':'a','tool_call_id':'x'}]} | messages[1].tool_call_id | answers no open call | once
      {'messages':[{'role':'user','content':'a','tool_call_id':'x'}]} | messages[0].tool_call_id | is given by another role | only by a tool
      {'messages':[{'role':'user','content':''}]} | messages[0].content | is empty | visible
      {'messages':[{'role':'assistant'}]}          | messages[0].content | is missing | a text
      {'messages':[{'role':'user','content':5}]}   | messages[0].content | is an integer | a text
      {'messages':[{'role':'user','content':' '}]} | messages[0].content | is blank | visible
      {'messages':[{'role':'user','content':'a','nme':'b'}]} | messages[0].nme | is an unknown field | role, content, name
      {'messages':[{'role':'user','content':'a','tool_calls':[]}]} | messages[0].tool_calls | is empty | a list of 1 to 128
      {'messages':[{'role':'user','content':'a','tool_calls':[{'id':'x','type':'function','function':{'name':'f','arguments':'{}'}}]}]} | messages[0].tool_calls | is given by another role | only by the assistant
      {'messages':[{'role':'user','content':'a'},{'role':'assistant','tool_calls':[{'id':'x','type':'function','function':{'name':'f','arguments':'{}'}}]},{'role':'user','content':'b'}]} | messages[2].role | comes before the results | a tool's message
      {'messages':[{'role':'user','content':'a'},{'role':'assistant','tool_calls':[{'id':'x','type':'function','function':{'name':'f','arguments':'{}'}},{'id':'x','type':'function','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'x','content':'b'}]} | messages[1].tool_calls | names two calls alike | an id of its own
      {'messages':[{'role':'user','content':'a'},{'role':'assistant','tool_calls':[{'id':'x','type':'function','function':{'name':'f','arguments':'{}'}},{'id':'y','type':'function','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'x','content':'b'}]} | messages | ends before the results | a tool's message
      {'messages':[{'role':'user','content':'a'},{'role':'assistant','tool_calls':[{'id':'x','type':'function','function':{'name':'f','arguments':'[]'}}]},{'role':'tool','tool_call_id':'x','content':'b'}]} | messages[1].tool_calls[0].function.arguments | is no JSON object | a JSON object
      {'messages':[{'role':'user','content':'a'},{'role':'assistant','tool_calls':[{'id':'x','type':'function','function':{'name':'f','arguments':'{'}}]},{'role':'tool','tool_call_id':'x','content':'b'}]} | messages[1].tool_calls[0].function.arguments | is not valid JSON | a JSON object
      {'messages':[{'role':'user','content':[{'type':'image_url','text':'a'}]}]} | messages[0].content[0].type | is not one | text
      {'messages':[{'role':'user','content':[{'type':'text','text':'a','image_url':{}}]}]} | messages[0].content[0].image_url | is not supported: only text | leave it out
      {'messages':[{'role':'user','content':[]}]}  | messages[0].content | is empty | a text
      {'messages':[{'role':'system','content':'a'}]} | messages | has no message of the user | at least one
      {'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b'}]} | messages[1].role | is not the user's or a tool's | user, tool
      {'prompt':'a','model':'gpt-9'}               | model | is unknown | chorus-auto, openai/gpt-4o-mini
      {'prompt':'a','model':7}                     | model | is an integer | a text
      {'prompt':'a','model':'openai/gpt-4o-mini'}  | model | may not see data of class 'internal' | claude
      {'prompt':'a','model':'chorus-single','strategy':'best-of'} | strategy | is another than that of 'model' | only one
      {'prompt':'a','data_class':'cosmic'}         | data_class | is unknown | internal, public, secret
      {'prompt':'a','max_tokens':0}                | max_tokens | is too small | an integer from 1 to 1000000
      {'prompt':'a','max_tokens':1000001}          | max_tokens | is too large | an integer from 1 to 1000000
      {'prompt':'a','max_tokens':'many'}           | max_tokens | is a text | an integer from 1 to 1000000
      {'prompt':'a','max_tokens':1.5}              | max_tokens | is a number with a fraction | an integer
      {'prompt':'a','max_tokens':1,'max_completion_tokens':1} | max_completion_tokens | is given beside 'max_tokens' | only one
      {'prompt':'a','temperature':2.1}             | temperature | is too large | a number from 0 to 2
      {'prompt':'a','temperature':1e999}           | `` | has too many values, too deep a nesting or too large a number | double precision
      {'prompt':'a','top_p':0}                     | top_p | is too small | a number above 0 to 1
      {'prompt':'a','stop':['a','b','c','d','e']}  | stop | has more than 4 elements | a text of 1 to 1000 characters, or a list of up to 4
      {'prompt':'a','seed':1.5}                    | seed | is a number with a fraction | an integer
      {'prompt':'a','seed':9223372036854775808}    | seed | is too large | an integer
      {'prompt':'a','n':2}                         | n | is not one | 1
      {'prompt':'a','stream':'yes'}                | stream | is a text | true or false
      {'prompt':'a','lane':'fast'}                 | lane | is not one | priority, standard, batch
      {'prompt':'a','strategy':'poll'}             | strategy | is not one | single, cascade, vote, best-of, fuse, first
      {'prompt':'a','strategy':'first','samples':3} | samples | is given with the strategy 'first' | 'vote', 'best-of' or 'fuse' with it
      {'prompt':'a','samples':1}                   | samples | is too small | an integer from 2 to 15
      {'prompt':'a','max_cost':0}                  | max_cost | is too small | a number above 0 to 1000000
      {'prompt':'a','cache_max_age':0}             | cache_max_age | is too small | an integer from 1 to 2592000
      {'prompt':'a','quality':1.01}                | quality | is too large | a number from 0 to 1
      {'prompt':'a','deadline':'tomorrow'}         | deadline | is no date and time | RFC 3339
      {'prompt':'a','deadline':'2026-03-04T12:00:00Z'} | deadline | is in the past | a time after 2026-03-04T12:00:00Z
      {'prompt':'a','deadline':'2026-04-04T12:00:00Z'} | deadline | is too far away | a time until 2026-04-03T12:00:00Z
      {'prompt':'a','deadline':'+999999999-12-31T23:59:59Z'} | deadline | is too far away | a time until
      {'prompt':'a','deadline_seconds':0}          | deadline_seconds | is too small | an integer from 1 to 2592000
      {'prompt':'a','deadline_seconds':9,'deadline':'2026-03-05T12:00:00Z'} | deadline_seconds | is given beside 'deadline' | only one
      {'prompt':'a','custom_id':''}                | custom_id | is empty | a text of 1 to 256 characters
      {'prompt':'a','custom_id':' '}               | custom_id | is blank | visible
      {'prompt':'a','metadata':{'a':1}}            | metadata.a | is an integer | a text
      {'prompt':'a','metadata':['a']}              | metadata | is a list | an object of up to 16 entries
      {'prompt':'a','tools':[]}                    | tools | is empty | a list of 1 to 128 elements
      {'prompt':'a','tools':[{'type':'web_search'}]} | tools[0].type | is not one | function
      {'prompt':'a','tools':[{'type':'function','function':{'name':'a b'}}]} | tools[0].function.name | is not in its form | 1 to 64 letters
      {'prompt':'a','tools':[{'type':'function','function':{'name':'f','parameters':[]}}]} | tools[0].function.parameters | is a list | an object
      {'prompt':'a','tools':[{'type':'function','function':{'name':'f'}},{'type':'function','function':{'name':'f'}}]} | tools | has two tools of one name | of its own
      {'prompt':'a','tool_choice':'auto'}          | tool_choice | is given without 'tools' | 'tools' beside it
      {'prompt':'a','parallel_tool_calls':true}    | parallel_tool_calls | is given without 'tools' | 'tools' beside it
      {'prompt':'a','tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'any'} | tool_choice | is not in its form | auto, none, required
      {'prompt':'a','tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':{'type':'function','function':{'name':'g'}}} | tool_choice.function.name | names none of the tools | from 'tools'
      {'prompt':'a','functions':[]}                | functions | is not supported: the newer name is 'tools' | leave it out
      {'prompt':'a','presence_penalty':2.5}        | presence_penalty | is too large | a number from -2 to 2
      {'prompt':'a','audio':{}}                    | audio | is not supported: only text | leave it out
      {'prompt':'a','modalities':['audio']}        | modalities[0] | is not one | text
      {'prompt':'a','response_format':{'type':'xml'}} | response_format.type | is not one | text, json_object, json_schema
      {'prompt':'a','response_format':{'type':'json_schema'}} | response_format.json_schema | is missing | a schema
      {'prompt':'a','response_format':{'type':'json_object','json_schema':{'name':'s','schema':{}}}} | response_format.json_schema | is given beside another 'type' | only there
      {'prompt':'a','response_format':{'type':'json_schema','json_schema':{'name':'s'}}} | response_format.json_schema.schema | is missing | an object
      {'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://x/y.png'}}]}]} | messages[0].content[0].image_url | is not supported: only text | leave it out
      {'prompt':'a','temprature':1}                | temprature | is an unknown field | temperature
      """)
  void whatIsWrongIsSaidPrecisely(String body, String field, String reason, String allowed) {
    Validation validation = validator.validate(json(body), Submission.at(NOW));

    assertThat(validation.accepted()).isFalse();
    assertThat(validation.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.field()).isEqualTo(field);
              assertThat(problem.reason()).startsWith(reason);
              assertThat(problem.allowed()).contains(allowed);
            });
  }

  @Test
  void whatIsTooLargeIsRefusedWithItsBounds() {
    assertRefused("{'prompt':'" + "a".repeat((1 << 19) + 1) + "'}", "prompt", "is 524289 char");
    assertRefused("{'prompt':'" + "a".repeat(12 << 20) + "'}", "", "is 12582925 bytes long");
    assertRefused("[".repeat(5_000) + "]".repeat(5_000), "", "is too large or too deep");
    assertRefused("{'messages':[" + "0,".repeat(500_000) + "0]}", "", "has too many values");
    assertRefused("{'prompt':'a','custom_id':'" + "a".repeat(257) + "'}", "custom_id", "is longer");
    assertRefused(
        "{'prompt':'a','metadata':{'" + "k".repeat(65) + "':'v'}}", "metadata", "has a key");
    assertRefused(
        "{'prompt':'a','metadata':{'k':'" + "v".repeat(513) + "'}}", "metadata.k", "is longer");
  }

  @Test
  void whatIsJustWithinTheBoundsCanBeReadBack() throws Exception {
    Validation longest = strict(1 << 19).validate(json(prompt("字", 1 << 19)), Submission.at(NOW));
    Task chinese = longest.draft().toTask(Tenants.DEFAULT, "id", "id", NOW);

    assertThat(Json.read(Json.write(chinese), Task.class)).isEqualTo(chinese);
  }

  @Test
  void moreThanTheDefaultIsJudgedByWhatItTakesAsJson() {
    TaskValidator generous =
        new TaskValidator(
            catalog, new TaskValidator.Limits(1 << 20, Duration.ofDays(7), Duration.ofDays(30)));

    Validation letters = generous.validate(json(prompt("a", 1 << 20)), Submission.at(NOW));
    Validation quotes = generous.validate(json(prompt("\\\"", 1 << 20)), Submission.at(NOW));

    assertThat(letters.accepted()).isTrue();
    assertThat(quotes.problems()).extracting(Problem::reason).first().asString().contains("JSON");
  }

  private static String prompt(String character, int times) {
    return "{'prompt':'" + character.repeat(times) + "'}";
  }

  @Test
  void problemsNeverShowContentAndStayFew() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      many.append("'f").append(i).append("':1,");
    }

    Validation validation =
        validator.validate(
            json("{" + many + "'prompt':'a','lane':'my hidden words'}"), Submission.at(NOW));

    assertThat(validation.problems()).hasSizeLessThanOrEqualTo(TaskValidator.MAX_PROBLEMS);
    assertThat(validation.problems().toString()).doesNotContain("hidden words");
  }

  private static TaskValidator strict(int tokens) {
    return new TaskValidator(new EngineCatalog(catalog.engines(), null, tokens, null));
  }

  private static void assertRefused(String body, String field, String reason) {
    Validation validation = validator.validate(json(body), Submission.at(NOW));

    assertThat(validation.problems()).hasSize(1);
    assertThat(validation.problems().get(0).field()).isEqualTo(field);
    assertThat(validation.problems().get(0).reason()).startsWith(reason);
    assertThat(validation.problems().get(0).sentence()).hasSizeLessThan(1_000);
  }

  private static Task task(String body) {
    Validation validation = validator.validate(json(body), Submission.at(NOW));
    assertThat(validation.problems()).isEmpty();
    return validation.draft().toTask(Tenants.DEFAULT, "id", "id", NOW);
  }

  private static String hash(String body) {
    return task(body).bodyHash();
  }

  private static ChatRequest request(Task task) {
    return Json.readOwn(task.payload().text(), ChatRequest.class);
  }

  private static byte[] json(String singleQuoted) {
    return singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
