package dev.akin.server;

import dev.akin.api.AkinException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes of requests that are worked on and of answers that wait to be taken. Safe for
 * any number of threads.
 */
final class ByteBudget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  ByteBudget(long limit) {
    this.limit = limit;
  }

  /** Bytes in use. */
  long used() {
    return used.get();
  }

  /** Takes bytes, if there are so many; a lone message is always taken. */
  boolean tryTake(long bytes) {
    long before = used.getAndAdd(bytes);
    if (before > 0 && before + bytes > limit) {
      used.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  AkinException.ResourceExhausted exhausted(long bytes) {
    return new AkinException.ResourceExhausted(
        "a message of "
            + bytes
            + " bytes does not fit in what the server has for messages in flight, "
            + limit
            + " bytes (--max-inflight-bytes); try again later");
  }
}
