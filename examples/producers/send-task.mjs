// Sends one task to Chorus and prints its answer: node send-task.mjs NAME PROMPT

import kafkajs from "kafkajs";

const PATIENCE_MS = 600_000;
const tenant = process.env.KAFKA_USER ?? "default";
const protocol = process.env.KAFKA_PROTOCOL ?? "SASL_SSL";
const kafka = new kafkajs.Kafka({
  brokers: (process.env.KAFKA_BOOTSTRAP ?? "127.0.0.1:9092").split(","),
  ssl: protocol === "SASL_SSL",
  sasl: protocol.startsWith("SASL")
    ? { mechanism: "scram-sha-512", username: tenant, password: process.env.KAFKA_PASSWORD }
    : undefined,
  logLevel: kafkajs.logLevel.ERROR,
});

/** Returns when Kafka has it, which is when Chorus has it. */
async function send(name, task) {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  await producer.send({
    topic: `tasks.raw.${tenant}`,
    acks: -1,
    messages: [
      {
        key: name,
        value: JSON.stringify(task),
        headers: { ce_id: name, ce_time: new Date().toISOString() },
      },
    ],
  });
  await producer.disconnect();
}

async function awaitResult(name) {
  const consumer = kafka.consumer({ groupId: `${tenant}.examples`, allowAutoTopicCreation: false });
  await consumer.connect();
  await consumer.subscribe({ topic: `results.${tenant}`, fromBeginning: true });
  try {
    return await new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error("no result yet; has the task been rejected?")), PATIENCE_MS).unref();
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      consumer.run({
        eachMessage: async ({ message }) => {
          const result = JSON.parse(message.value);
          if (result.custom_id === name) resolve(result);
        },
      });
    });
  } finally {
    await consumer.disconnect();
  }
}

const [name, prompt] = process.argv.slice(2);
await send(name, { prompt, lane: "priority" });
const result = await awaitResult(name);
console.log(result.state);
console.log(result.state === "SUCCEEDED" ? JSON.parse(result.payload).text : result.error_message);
