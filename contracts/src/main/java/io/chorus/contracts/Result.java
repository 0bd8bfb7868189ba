package io.chorus.contracts;

import java.util.List;
import java.util.Map;

/**
 * How a task ended. Stored once, and read the same everywhere.
 *
 * @param engine whose answer it is, or null
 * @param model the model that answered, or null
 * @param score grade in [0,1]; 0 when there is no answer
 * @param reasons why the grade is below 1; empty otherwise
 * @param rounds rounds asked
 * @param asks asks made, retries included
 * @param saved calls that were planned and, the outcome being certain without them, never asked;
 *     those that a claim refuses after the end are known to the ledger only
 * @param failures asks that failed, by name of their {@link FailureClass}
 * @param usage of all asks together
 * @param costNanoUsd of all asks together, in billionths of a US dollar
 * @param errorCode why there is no answer, as a stable code; null when succeeded
 * @param errorMessage the same for people; null when succeeded
 * @param explanation how it came to this; null in results of earlier versions
 * @param payload a {@link ChatAnswer} as JSON; empty text when there is none
 */
public record Result(
    int schemaVersion,
    String tenant,
    String taskId,
    String rootId,
    String customId,
    Lane lane,
    FinalState state,
    Strategy strategy,
    String engine,
    String model,
    double score,
    List<String> reasons,
    int rounds,
    int asks,
    int saved,
    Map<String, Integer> failures,
    Usage usage,
    long costNanoUsd,
    long acceptedAtMs,
    long finishedAtMs,
    String errorCode,
    String errorMessage,
    Map<String, String> metadata,
    Explanation explanation,
    Payload payload) {}
