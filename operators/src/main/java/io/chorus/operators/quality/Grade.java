package io.chorus.operators.quality;

import java.util.List;

/**
 * How good an answer is.
 *
 * @param score in [0,1], 1 where nothing is wrong
 * @param reasons names of what is wrong, empty where the score is 1
 */
public record Grade(double score, List<String> reasons) {}
