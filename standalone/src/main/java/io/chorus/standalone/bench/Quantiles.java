package io.chorus.standalone.bench;

import java.util.Collection;
import java.util.List;

/** Quantiles by nearest rank. */
public final class Quantiles {
  private Quantiles() {}

  /**
   * @param share in (0,1]
   */
  public static double of(Collection<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }
}
