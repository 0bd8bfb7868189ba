package io.chorus.operators.learning;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A softmax over hashed features with weights of one byte each. Immutable, thread-safe.
 *
 * <p>A text with n features has each at the strength 1/√n.
 */
public final class LinearModel {
  private static final int MOST = Byte.MAX_VALUE;
  private static final int VERSION_BYTES = 6;

  private final List<String> labels;
  private final float[] bias;
  private final float scale;
  private final byte[] weights;

  private LinearModel(List<String> labels, float[] bias, float scale, byte[] weights) {
    this.labels = List.copyOf(labels);
    this.bias = bias;
    this.scale = scale;
    this.weights = weights;
  }

  /**
   * Rounds trained weights to bytes.
   *
   * @param weights by feature, then by label
   */
  static LinearModel quantised(List<String> labels, float[] bias, float[] weights) {
    float most = 0;
    for (float weight : weights) {
      most = Math.max(most, Math.abs(weight));
    }
    float scale = most / MOST;
    byte[] rounded = new byte[weights.length];
    for (int i = 0; i < weights.length; i++) {
      rounded[i] = scale == 0 ? 0 : (byte) Math.round(weights[i] / scale);
    }
    return new LinearModel(labels, bias.clone(), scale, rounded);
  }

  public List<String> labels() {
    return labels;
  }

  /** The probability of each label, in their order. */
  public double[] probabilities(int[] features) {
    int[] sums = new int[bias.length];
    for (int feature : features) {
      int row = feature * sums.length;
      for (int label = 0; label < sums.length; label++) {
        sums[label] += weights[row + label];
      }
    }
    double strength = scale / Math.sqrt(Math.max(1, features.length));
    double[] scores = new double[sums.length];
    for (int label = 0; label < scores.length; label++) {
      scores[label] = bias[label] + strength * sums[label];
    }
    softmax(scores);
    return scores;
  }

  /** In place; {@code StrictMath} gives the same everywhere. */
  static void softmax(double[] scores) {
    double most = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      most = Math.max(most, score);
    }
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = StrictMath.exp(scores[i] - most);
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sum;
    }
  }

  /** The model as its file holds it. */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(labels.size());
      for (int label = 0; label < bias.length; label++) {
        out.writeUTF(labels.get(label));
        out.writeFloat(bias[label]);
      }
      out.writeFloat(scale);
      out.write(weights);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The first twelve hex digits of the SHA-256 of {@link #bytes()}. */
  public String version() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes());
      return HexFormat.of().formatHex(hash, 0, VERSION_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A model of this code's own jar.
   *
   * @param name the resource, beside {@code owner}
   */
  public static LinearModel load(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      return read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LinearModel read(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    float[] bias = new float[in.readInt()];
    List<String> labels = new ArrayList<>();
    for (int label = 0; label < bias.length; label++) {
      labels.add(in.readUTF());
      bias[label] = in.readFloat();
    }
    return new LinearModel(labels, bias, in.readFloat(), in.readAllBytes());
  }
}
