package io.chorus.operators.planning;

import io.chorus.contracts.EngineRecord;

/** What is known of one engine and kind of task. Stored; immutable. */
public record Learned(EngineRecord record, Latencies latencies) {}
