// OpenAI's own client for Node, unchanged: `node batch.mjs BASE_URL API_KEY` prints what came of two batches, as JSON.
import { File } from "node:buffer";
import OpenAI, { toFile } from "openai";

globalThis.File ??= File; // older versions of Node
const client = new OpenAI({ baseURL: process.argv[2], apiKey: process.argv[3], maxRetries: 0 });
const line = (i, metadata) =>
  JSON.stringify({
    custom_id: `node-${i}`,
    method: "POST",
    url: "/v1/chat/completions",
    body: { model: "chorus-auto", metadata, messages: [{ role: "user", content: `What is ${i}?` }] },
  });
const lines = (count, metadata) => Array.from({ length: count }, (_, i) => line(i, metadata)).join("\n") + "\n";

async function create(text) {
  const file = await client.files.create({ file: await toFile(Buffer.from(text), "tasks.jsonl"), purpose: "batch" });
  return client.batches.create({ input_file_id: file.id, endpoint: "/v1/chat/completions", completion_window: "24h" });
}

async function poll(id, done) {
  for (;;) {
    const batch = await client.batches.retrieve(id);
    if (done(batch)) return batch;
    if (["completed", "failed", "expired", "cancelled"].includes(batch.status)) throw new Error(`${id} is ${batch.status}`);
    await new Promise((later) => setTimeout(later, 200));
  }
}

const got = {};

const answered = await poll((await create(lines(1000, { end: "SUCCEEDED" }))).id, (b) => b.status === "completed");
const output = await (await client.files.content(answered.output_file_id)).text();
const answers = output.trimEnd().split("\n").map((each) => JSON.parse(each));
got.completed = answered.request_counts.completed;
got.ids = new Set(answers.map((each) => each.custom_id)).size;
got.answer = answers[0].response.body.choices[0].message.content;

const open = await create(lines(3, { end: "CANCELLED:cancelled", after: "cancel" }));
await poll(open.id, (b) => b.request_counts?.total === 3);
await client.batches.cancel(open.id);
got.cancelled = (await poll(open.id, (b) => b.status === "cancelled")).request_counts.completed;

got.listed = (await client.batches.list()).data.map((b) => b.id).filter((id) => [answered.id, open.id].includes(id)).length;

console.log(JSON.stringify(got));
