"""Sends one task to Chorus and prints its answer: python3 send_task.py NAME PROMPT"""

import json
import os
import sys
import time
from datetime import datetime, timezone

from confluent_kafka import Consumer, Producer

PATIENCE_S = 600
TENANT = os.environ.get("KAFKA_USER", "default")
KAFKA = {
    "bootstrap.servers": os.environ.get("KAFKA_BOOTSTRAP", "127.0.0.1:9092"),
    "security.protocol": os.environ.get("KAFKA_PROTOCOL", "SASL_SSL"),
    "sasl.mechanisms": "SCRAM-SHA-512",
    "sasl.username": TENANT,
    "sasl.password": os.environ.get("KAFKA_PASSWORD", ""),
}


def send(name, task):
    """Returns when Kafka has it, which is when Chorus has it."""
    failures = []
    producer = Producer({**KAFKA, "acks": "all", "enable.idempotence": True})
    producer.produce(
        f"tasks.raw.{TENANT}",
        key=name,
        value=json.dumps(task),
        headers={"ce_id": name, "ce_time": datetime.now(timezone.utc).isoformat()},
        on_delivery=lambda error, message: failures.append(error) if error else None,
    )
    if producer.flush(30) or failures:
        raise RuntimeError(failures or "Kafka does not answer")


def await_result(name):
    consumer = Consumer({**KAFKA, "group.id": f"{TENANT}.examples", "auto.offset.reset": "earliest"})
    consumer.subscribe([f"results.{TENANT}"])
    try:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            message = consumer.poll(1)
            if message is None:
                continue
            if message.error():
                raise RuntimeError(message.error())
            result = json.loads(message.value())
            if result["custom_id"] == name:
                return result
    finally:
        consumer.close()
    raise TimeoutError("no result yet; has the task been rejected?")


if __name__ == "__main__":
    name, prompt = sys.argv[1:]
    send(name, {"prompt": prompt, "lane": "priority"})
    result = await_result(name)
    print(result["state"])
    print(json.loads(result["payload"])["text"] if result["state"] == "SUCCEEDED" else result["error_message"])
