package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Refuses what would take more memory outside the Java heap than there is, before the operating
 * system ends the process for it. Safe for any number of threads.
 */
public final class MemoryBudget {
  private final long limit;
  private final LongSupplier used;
  private final AtomicLong reserved = new AtomicLong();

  /**
   * A budget.
   *
   * @param limit in bytes, 0 for none
   * @param used bytes in use now; asked at every reservation
   */
  public MemoryBudget(long limit, LongSupplier used) {
    this.limit = limit;
    this.used = used;
  }

  /**
   * Sets memory aside for a write that is about to take it; the caller closes the reservation when
   * the write is done and its memory is in use.
   *
   * @throws AkinException.ResourceExhausted if it does not fit
   */
  public Reservation reserve(long bytes) {
    if (limit == 0) {
      return () -> {};
    }
    long set = reserved.addAndGet(bytes);
    long now = used.getAsLong();
    if (now + set > limit) {
      reserved.addAndGet(-bytes);
      throw new AkinException.ResourceExhausted(
          "the write needs about "
              + bytes
              + " bytes of memory, and "
              + now
              + " of the memory budget of "
              + limit
              + " are in use; delete records and optimize, drop a collection, or raise the budget"
              + " (--memory-budget)");
    }
    return () -> reserved.addAndGet(-bytes);
  }

  /** Memory set aside for a write under way. */
  public interface Reservation extends AutoCloseable {
    @Override
    void close();
  }
}
