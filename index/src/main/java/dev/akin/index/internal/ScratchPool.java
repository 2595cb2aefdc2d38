package dev.akin.index.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * A bounded pool of working memory for searches: taking and giving back allocates nothing; more
 * takers than places get new ones, and givers beyond the places drop theirs. Thread-safe.
 *
 * @param <T> the working memory
 */
public final class ScratchPool<T> {
  private final AtomicReferenceArray<T> places =
      new AtomicReferenceArray<>(2 * Runtime.getRuntime().availableProcessors());
  private final Supplier<T> maker;

  /** An empty pool that makes what it lacks. */
  public ScratchPool(Supplier<T> maker) {
    this.maker = maker;
  }

  /** Takes one, for this thread alone. */
  public T take() {
    for (int i = 0; i < places.length(); i++) {
      T found = places.get(i);
      if (found != null && places.compareAndSet(i, found, null)) {
        return found;
      }
    }
    return maker.get();
  }

  /** Gives one back, whatever state it is in. */
  public void give(T scratch) {
    for (int i = 0; i < places.length(); i++) {
      if (places.get(i) == null && places.compareAndSet(i, null, scratch)) {
        return;
      }
    }
  }
}
