package io.chorus.standalone.bench;

import java.lang.management.ManagementFactory;

/** The heap of this process. */
public final class Heap {
  private static final double MIB = 1 << 20;

  private Heap() {}

  /** MiB in use after a collection. */
  public static double usedMb() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
  }
}
