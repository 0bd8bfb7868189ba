package io.chorus.operators.merging;

import io.chorus.contracts.Payload;
import java.util.List;

/**
 * An answer with its grade.
 *
 * @param order its place among the answers: of two equal grades the lower order wins
 * @param engine who gave it
 * @param model the model that gave it
 * @param score in [0,1]
 * @param reasons why the score is below 1
 * @param payload a {@link io.chorus.contracts.ChatAnswer} as JSON
 */
public record Graded(
    int order, String engine, String model, double score, List<String> reasons, Payload payload) {}
