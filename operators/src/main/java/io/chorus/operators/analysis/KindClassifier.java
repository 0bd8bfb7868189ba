package io.chorus.operators.analysis;

import io.chorus.operators.learning.Labelled;
import io.chorus.operators.learning.LinearModel;
import io.chorus.operators.learning.LinearTrainer;
import io.chorus.operators.learning.LinearTrainer.Example;
import java.util.List;
import java.util.Locale;

/** Tells what kind of task a prompt is: cues and words, weighed by a trained model. Thread-safe. */
public final class KindClassifier {
  /** The model's file, a resource beside this class. */
  public static final String MODEL = "kinds.model";

  private final LinearModel model;

  public KindClassifier(LinearModel model) {
    this.model = model;
  }

  /** The one that is in the jar. */
  static KindClassifier load() {
    return new KindClassifier(LinearModel.load(KindClassifier.class, MODEL));
  }

  /**
   * The two likeliest kinds.
   *
   * @param confidence the probability of the first, in [0,1]
   */
  public record Likely(String kind, String secondKind, double confidence) {}

  /**
   * Trains on labelled prompts.
   *
   * @throws IllegalArgumentException where a label is none of {@link Kinds#ALL}
   */
  public static LinearModel train(List<Labelled> prompts) {
    return LinearTrainer.train(Kinds.ALL, prompts.stream().map(KindClassifier::example).toList());
  }

  private static Example example(Labelled prompt) {
    int kind = Kinds.ALL.indexOf(prompt.label());
    if (kind < 0) {
      throw new IllegalArgumentException(
          "'" + prompt.label() + "' is no kind of task; there are " + Kinds.ALL);
    }
    return new Example(PromptFeatures.of(start(prompt.text())), kind);
  }

  /** What kind of task a prompt is. */
  public Likely classify(String prompt) {
    return ofStart(start(prompt));
  }

  /** As {@link #classify}, of what {@link #start} made. */
  Likely ofStart(String start) {
    double[] probabilities = model.probabilities(PromptFeatures.of(start));
    int first = best(probabilities, -1);
    int second = best(probabilities, first);
    return new Likely(model.labels().get(first), model.labels().get(second), probabilities[first]);
  }

  String version() {
    return model.version();
  }

  private static int best(double[] probabilities, int but) {
    int best = but == 0 ? 1 : 0;
    for (int i = 0; i < probabilities.length; i++) {
      best = i != but && probabilities[i] > probabilities[best] ? i : best;
    }
    return best;
  }

  /** What is looked at of a prompt: both ends of a long one, in lower case. */
  static String start(String prompt) {
    String ends =
        prompt.length() <= Cues.LOOKED_AT
            ? prompt
            : prompt.substring(0, Cues.LOOKED_AT - Cues.LAST)
                + '\n'
                + prompt.substring(prompt.length() - Cues.LAST);
    return ends.toLowerCase(Locale.ROOT);
  }
}
