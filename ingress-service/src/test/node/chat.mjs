// OpenAI's own client for Node, unchanged: `node chat.mjs BASE_URL API_KEY` prints what it got, as JSON.
import OpenAI from "openai";

const client = new OpenAI({ baseURL: process.argv[2], apiKey: process.argv[3], maxRetries: 0 });
const asks = (labels, more) => ({
  model: "chorus-auto",
  messages: [{ role: "user", content: "The answer?" }],
  metadata: { end: "SUCCEEDED", ...labels },
  ...more,
});
const got = {};

got.models = (await client.models.list()).data.map((model) => model.id);

const answer = await client.chat.completions.create(asks({}, { lane: "priority" }));
got.answer = answer.choices[0].message.content;
got.engine = answer.chorus.engine;

got.streamed = "";
const stream = await client.chat.completions.create(
  asks({ say: "Bốn mươi hai 🎉. ", times: "200" }, { stream: true, stream_options: { include_usage: true } }));
for await (const chunk of stream) {
  got.streamed += chunk.choices[0]?.delta.content ?? "";
  got.tokens = chunk.usage?.total_tokens ?? got.tokens;
}

const tools = [{ type: "function", function: { name: "get_weather", parameters: { type: "object" } } }];
const call = await client.chat.completions.create(asks({ call: "get_weather" }, { tools }));
const second = asks({}, { tools });
second.messages.push(call.choices[0].message, {
  role: "tool",
  tool_call_id: call.choices[0].message.tool_calls[0].id,
  content: "17 degrees",
});
got.tool = (await client.chat.completions.create(second)).choices[0].message.content;

try {
  await client.chat.completions.create(asks({}, { lane: "nowhere" }));
} catch (error) {
  got.refused = [error.constructor.name, error.status, error.param, error.requestID];
}

try {
  for await (const chunk of await client.chat.completions.create(asks({ end: "FAILED:overloaded" }, { stream: true }))) {
    got.last = chunk.choices[0].delta.role;
  }
} catch (error) {
  got.failed = [error.constructor.name, error.code];
}

console.log(JSON.stringify(got));
