package dev.akin.index.internal;

import dev.akin.api.index.Metric;

/** The numbers that stand for metrics in index files; never given to another metric. */
public final class MetricCode {
  private MetricCode() {}

  /** The number of a metric. */
  public static int of(Metric metric) {
    return switch (metric) {
      case COSINE -> 1;
      case DOT -> 2;
      case EUCLIDEAN -> 3;
      case MANHATTAN -> 4;
      case HAMMING -> 5;
    };
  }
}
