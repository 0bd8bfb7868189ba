package io.chorus.operators.learning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Trains a softmax by stochastic gradient descent with AdaGrad (Duchi et al. 2011). The same
 * examples in the same order give the same model, to the bit, on any machine.
 */
public final class LinearTrainer {
  private static final int EPOCHS = 12;
  private static final float RATE = 0.3f;
  private static final float BIAS_RATE = 0.01f;
  private static final float DECAY = 1e-4f;
  private static final float EPSILON = 1e-6f;
  private static final long SEED = 20260101;

  private final List<String> labels;
  private final float[] weights;
  private final float[] squares;
  private final float[] bias;

  private LinearTrainer(List<String> labels) {
    this.labels = labels;
    this.weights = new float[Features.BUCKETS * labels.size()];
    this.squares = new float[weights.length];
    this.bias = new float[labels.size()];
  }

  /**
   * One text and what it is.
   *
   * @param features as {@link Features#distinct}
   * @param label an index of the labels
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Example(int[] features, int label) {}

  /** A model that tells these labels apart. */
  public static LinearModel train(List<String> labels, List<Example> examples) {
    LinearTrainer trainer = new LinearTrainer(labels);
    List<Example> order = new ArrayList<>(examples);
    Random random = new Random(SEED);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      Collections.shuffle(order, random);
      order.forEach(trainer::learn);
    }
    return LinearModel.quantised(trainer.labels, trainer.bias, trainer.weights);
  }

  private void learn(Example example) {
    float strength = (float) (1 / Math.sqrt(Math.max(1, example.features().length)));
    double[] errors = probabilities(example.features(), strength);
    errors[example.label()] -= 1;
    for (int label = 0; label < errors.length; label++) {
      float error = (float) errors[label];
      bias[label] -= BIAS_RATE * error;
      for (int feature : example.features()) {
        step(feature * errors.length + label, error * strength);
      }
    }
  }

  private void step(int weight, float slope) {
    float gradient = slope + DECAY * weights[weight];
    squares[weight] += gradient * gradient;
    weights[weight] -= RATE * gradient / ((float) Math.sqrt(squares[weight]) + EPSILON);
  }

  private double[] probabilities(int[] features, float strength) {
    double[] scores = new double[bias.length];
    for (int label = 0; label < scores.length; label++) {
      float sum = 0;
      for (int feature : features) {
        sum += weights[feature * scores.length + label];
      }
      scores[label] = bias[label] + strength * sum;
    }
    LinearModel.softmax(scores);
    return scores;
  }
}
