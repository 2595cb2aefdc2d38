package dev.akin.bench.peer;

import dev.akin.index.Neighbors;
import java.util.Arrays;

/** Hands over what an index of Akin's found. */
final class FoundOrdinals {
  private FoundOrdinals() {}

  /** Copies the ordinals and returns the distances computed. */
  static long take(Neighbors neighbors, int[] found) {
    Arrays.fill(found, -1);
    System.arraycopy(neighbors.ordinals(), 0, found, 0, neighbors.size());
    return neighbors.cost().distanceComputations();
  }
}
