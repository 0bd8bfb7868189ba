package io.chorus.standalone.bench;

/** How busy the system has been since a moment. */
public final class Cpu {
  private final BenchTarget target;
  private final long from = System.nanoTime();
  private final double before;

  public Cpu(BenchTarget target) {
    this.target = target;
    this.before = seconds();
  }

  /** The share of all processors that was in use, in [0,1]. */
  public double share() {
    int processors = Runtime.getRuntime().availableProcessors();
    return (seconds() - before) / (Await.secondsSince(from) * processors);
  }

  private double seconds() {
    return target.cpuSeconds().values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
