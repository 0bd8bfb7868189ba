package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicFormTest {
  private static final String HELLO = "'messages':[{'role':'user','content':'Hello'}]";

  private static TaskValidator validator;

  @BeforeAll
  static void load() throws Exception {
    validator = new TaskValidator(EngineCatalog.load(Path.of("../flink-conf/engines.yaml")));
  }

  @Test
  void aConversationWithToolsIsTheSameTaskAsInOpenAisForm() {
    TaskDraft anthropics =
        accepted(
            """
            {'model':'chorus-auto','max_tokens':100,'temperature':0.5,
             'system':[{'type':'text','text':'Be brief.','cache_control':{'type':'ephemeral'}}],
             'stop_sequences':['END'],
             'tools':[{'name':'weather','description':'of a place','cache_control':{'type':'ephemeral'},
                       'input_schema':{'type':'object','properties':{'place':{'type':'string'}}}},
                      {'type':'custom','name':'time','input_schema':{'type':'object'}}],
             'tool_choice':{'type':'any','disable_parallel_tool_use':true},
             'messages':[
               {'role':'user','content':'Weather in Hue and Hanoi?'},
               {'role':'assistant','content':[
                 {'type':'text','text':'I look.'},
                 {'type':'tool_use','id':'t1','name':'weather','input':{'place':'Hue'}},
                 {'type':'tool_use','id':'t2','name':'weather','input':{'place':'Hanoi','day':null}}]},
               {'role':'user','content':[
                 {'type':'tool_result','tool_use_id':'t1','content':'rain'},
                 {'type':'tool_result','tool_use_id':'t2','is_error':true,
                  'content':[{'type':'text','text':'no answer'}]},
                 {'type':'text','text':'Well?'}]}]}""");
    TaskDraft openAis =
        accepted(
            """
            {'model':'chorus-auto','max_tokens':100,'temperature':0.5,'stop':['END'],
             'tools':[{'type':'function','function':{'name':'weather','description':'of a place',
                       'parameters':{'type':'object','properties':{'place':{'type':'string'}}}}},
                      {'type':'function','function':{'name':'time','parameters':{'type':'object'}}}],
             'tool_choice':'required','parallel_tool_calls':false,
             'messages':[
               {'role':'system','content':[{'type':'text','text':'Be brief.'}]},
               {'role':'user','content':'Weather in Hue and Hanoi?'},
               {'role':'assistant','content':[{'type':'text','text':'I look.'}],'tool_calls':[
                 {'id':'t1','type':'function',
                  'function':{'name':'weather','arguments':'{\\"place\\":\\"Hue\\"}'}},
                 {'id':'t2','type':'function',
                  'function':{'name':'weather',
                               'arguments':'{\\"place\\":\\"Hanoi\\",\\"day\\":null}'}}]},
               {'role':'tool','tool_call_id':'t1','content':'rain'},
               {'role':'tool','tool_call_id':'t2',
                'content':[{'type':'text','text':'Error: no answer'}]},
               {'role':'user','content':[{'type':'text','text':'Well?'}]}]}""");

    assertThat(anthropics).isEqualTo(openAis);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'type':'auto'}|'auto'",
        "{'type':'none'}|'none'",
        "{'type':'tool','name':'f'}|{'type':'function','function':{'name':'f'}}"
      })
  void aChoiceOfToolsIsTranslated(String sent, String meant) {
    String tools = "'tools':[{'name':'f','input_schema':{'type':'object'}}],'tool_choice':";

    assertThat(accepted("{" + tools + sent + "," + HELLO + "}"))
        .isEqualTo(accepted("{" + tools + meant + "," + HELLO + "}"));
  }

  @Test
  void aSystemPromptAloneMakesItAnthropicsForm() {
    assertThat(accepted("{'system':'Be brief.'," + HELLO + "}").request().messages())
        .extracting(ChatMessage::role, ChatMessage::content)
        .containsExactly(tuple("system", "Be brief."), tuple("user", "Hello"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'system':7,'messages':[{'role':'user','content':'x'}]}|system",
        "{'system':'s','messages':[{'role':'user','content':' '}]}|messages[0].content",
        "{'system':'s','messages':[{'role':'user','content':[{'type':'image','source':{}}]}]}|messages[0].content[0].type",
        "{'messages':[{'role':'user','content':[{'type':'text','text':'a'},{'type':'tool_result','tool_use_id':'t','content':'x'}]}]}|messages[0].content[1].tool_use_id",
        "{'messages':[{'role':'user','content':'a'},{'role':'assistant','content':[{'type':'text','text':'a'},{'type':'tool_use','id':'t','name':'f','input':[1]}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'t'}]}]}|messages[1].content[1].input",
        "{'system':'s','messages':[{'role':'user','content':'a'},{'role':'assistant','content':[{'type':'tool_use','id':'t','input':{}}]}]}|messages[1].content[0].name",
        "{'stop_sequences':[''],'messages':[{'role':'user','content':'x'}]}|stop_sequences[0]",
        "{'stop_sequences':['a'],'stop':'b','messages':[{'role':'user','content':'x'}]}|stop_sequences",
        "{'tools':[{'name':'f g','input_schema':{}}],'messages':[{'role':'user','content':'x'}]}|tools[0].name",
        "{'tools':[{'name':'f','input_schema':7}],'messages':[{'role':'user','content':'x'}]}|tools[0].input_schema",
        "{'tools':[{'name':'f','input_schema':{},'max_uses':1}],'messages':[{'role':'user','content':'x'}]}|tools[0].max_uses",
        "{'tools':[{'name':'f','input_schema':{}}],'tool_choice':{'type':'tool','name':'g'},'messages':[{'role':'user','content':'x'}]}|tool_choice.name",
        "{'system':'s','top_k':3,'messages':[{'role':'user','content':'x'}]}|top_k",
        "{'system':'s','messages':7}|messages",
        "{'system':'s'}|messages"
      })
  void aProblemIsToldWhereTheSenderFindsIt(String body, String field) {
    assertThat(validate(body).problems()).extracting(Problem::field).contains(field);
  }

  private static TaskDraft accepted(String body) {
    Validation validation = validate(body);
    assertThat(validation.problems()).isEmpty();
    return validation.draft();
  }

  private static Validation validate(String body) {
    return validator.validate(
        body.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
        Submission.at(Instant.parse("2026-03-04T12:00:00Z")));
  }
}
