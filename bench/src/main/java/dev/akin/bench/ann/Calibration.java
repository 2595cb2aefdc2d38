package dev.akin.bench.ann;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Finds the smallest search parameter that reaches a recall, taking recall to grow with it.
 * Measured parameters are remembered, so that a list of recalls costs little more than one. For one
 * thread.
 */
final class Calibration {
  private final Measure measure;
  private final int min;
  private final int max;
  private final TreeMap<Integer, Double> known = new TreeMap<>();

  /** Measures the recall at a parameter. */
  interface Measure {
    double recall(int parameter) throws IOException;
  }

  /**
   * Over a range of parameters.
   *
   * @param min at least 1
   * @param max at least {@code min}
   */
  Calibration(int min, int max, Measure measure) {
    this.min = min;
    this.max = max;
    this.measure = measure;
  }

  /**
   * The smallest parameter with at least this recall, exact up to 64 and to within 2% above; empty
   * if the largest does not reach it.
   */
  OptionalInt smallest(double recall) throws IOException {
    int low = min - 1;
    int high = 0;
    for (Map.Entry<Integer, Double> each : known.entrySet()) {
      if (each.getValue() >= recall) {
        high = each.getKey();
        break;
      }
      low = each.getKey();
    }
    int probe = Math.min(max, Math.max(low * 2, min));
    while (high == 0) {
      if (recallAt(probe) >= recall) {
        high = probe;
      } else if (probe == max) {
        return OptionalInt.empty();
      } else {
        low = probe;
        probe = (int) Math.min(max, probe * 2L);
      }
    }
    while (high - low > Math.max(1, high / 50)) {
      int middle = (low + high) >>> 1;
      if (recallAt(middle) >= recall) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return OptionalInt.of(high);
  }

  private double recallAt(int parameter) throws IOException {
    Double recall = known.get(parameter);
    if (recall == null) {
      recall = measure.recall(parameter);
      known.put(parameter, recall);
    }
    return recall;
  }
}
