package dev.akin.bench.ann;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
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
  private final TreeMap<Integer, Trial> known = new TreeMap<>();

  /** Tries a parameter. */
  interface Measure {
    Trial at(int parameter) throws IOException;
  }

  /**
   * What a parameter gives.
   *
   * @param distances computed per query; -1 if not known
   */
  record Trial(int parameter, double recall, double distances) {}

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
   * The smallest parameter with at least this recall, exact up to 100 and to within 2% above; empty
   * if the largest does not reach it.
   */
  Optional<Trial> smallest(double recall) throws IOException {
    int low = min - 1;
    Trial high = null;
    for (Map.Entry<Integer, Trial> each : known.entrySet()) {
      if (each.getValue().recall() >= recall) {
        high = each.getValue();
        break;
      }
      low = each.getKey();
    }
    int probe = Math.min(max, Math.max(low * 2, min));
    while (high == null) {
      Trial trial = at(probe);
      if (trial.recall() >= recall) {
        high = trial;
      } else if (probe == max) {
        return Optional.empty();
      } else {
        low = probe;
        probe = (int) Math.min(max, probe * 2L);
      }
    }
    while (high.parameter() - low > Math.max(1, high.parameter() / 50)) {
      Trial middle = at((low + high.parameter()) >>> 1);
      if (middle.recall() >= recall) {
        high = middle;
      } else {
        low = middle.parameter();
      }
    }
    return Optional.of(high);
  }

  private Trial at(int parameter) throws IOException {
    Trial trial = known.get(parameter);
    if (trial == null) {
      trial = measure.at(parameter);
      known.put(parameter, trial);
    }
    return trial;
  }
}
