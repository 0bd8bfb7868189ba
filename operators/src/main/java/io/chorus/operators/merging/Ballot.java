package io.chorus.operators.merging;

/**
 * What one answer votes for.
 *
 * @param value as {@link Extraction} normalises it, never null
 * @param weight above 0; {@link Vote#weight} makes it of an engine's record
 */
public record Ballot(String value, double weight) {}
