package io.chorus.operators.quality;

import io.chorus.operators.learning.Labelled;
import io.chorus.operators.learning.LinearModel;
import io.chorus.operators.learning.LinearTrainer;
import io.chorus.operators.learning.LinearTrainer.Example;
import java.util.List;

/**
 * Tells whether an answer refuses, wholly or in part: known phrases and words, weighed by a trained
 * model. Thread-safe.
 */
public final class RefusalClassifier {
  /** The model's file, a resource beside this class. */
  public static final String MODEL = "refusals.model";

  private static final List<String> LABELS = List.of("compliance", "refusal");

  private final LinearModel model;

  public RefusalClassifier(LinearModel model) {
    this.model = model;
  }

  /** The one that is in the jar. */
  public static RefusalClassifier load() {
    return new RefusalClassifier(LinearModel.load(RefusalClassifier.class, MODEL));
  }

  /**
   * Trains on labelled answers.
   *
   * @throws IllegalArgumentException where a label is neither {@code refusal} nor {@code
   *     compliance}
   */
  public static LinearModel train(List<Labelled> answers) {
    return LinearTrainer.train(LABELS, answers.stream().map(RefusalClassifier::example).toList());
  }

  private static Example example(Labelled answer) {
    int label = LABELS.indexOf(answer.label());
    if (label < 0) {
      throw new IllegalArgumentException("'" + answer.label() + "' is none of " + LABELS);
    }
    return new Example(RefusalFeatures.of(answer.text()), label);
  }

  /** The probability that an answer refuses, in [0,1]. */
  public double probability(String answer) {
    return model.probabilities(RefusalFeatures.of(answer))[1];
  }

  String version() {
    return model.version();
  }
}
