package dev.akin.engine.internal;

/**
 * When collections are optimized by themselves, and how.
 *
 * @param deadPart of a collection's records above which it is optimized, 0 to 1
 * @param threads that build; 0 takes a quarter of those that index, so that searches hardly notice
 */
public record OptimizeSettings(double deadPart, int threads) {
  int threadsOf(int indexThreads) {
    return threads == 0 ? Math.max(1, indexThreads / 4) : threads;
  }
}
