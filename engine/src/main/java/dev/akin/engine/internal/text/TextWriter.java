package dev.akin.engine.internal.text;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a text index on a thread of its own, in the order in which changes are handed over. Who
 * hands over too fast waits. After a failure nothing more is written, and searches fail until it is
 * opened again. Safe for any number of threads.
 */
final class TextWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TextWriter.class);
  private static final int QUEUE = 1024;
  private static final long POLL_MILLIS = 50;
  private static final Change END = _ -> {};

  /** A change of the index. */
  interface Change {
    void apply(TextIndex index) throws IOException;
  }

  private final String collection;
  private final TextIndex index;
  private final BlockingQueue<Change> queue = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong handedOver = new AtomicLong();
  private final Object refreshed = new Object();
  private final Thread thread;
  private volatile long visible;
  private volatile Throwable failure;
  private volatile boolean closing;

  /** Begins; it owns the index. */
  TextWriter(String collection, TextIndex index) {
    this.collection = collection;
    this.index = index;
    this.thread = Thread.ofPlatform().daemon().name("akin-text-" + collection).start(this::run);
  }

  private void run() {
    try {
      while (true) {
        Change change = queue.take();
        if (change == END) {
          return;
        }
        if (failure == null) {
          apply(change);
        }
      }
    } catch (InterruptedException e) {
      fail(e);
    }
  }

  private void apply(Change change) {
    try {
      change.apply(index);
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("full-text index of collection '{}' failed", collection, e);
      fail(e);
    }
  }

  /** Hands over a change; after a failure it is dropped, since an open finds what is missing. */
  void add(Change change) {
    if (isFailed()) {
      return;
    }
    enqueue(change);
    // Counted after: what is counted is in the queue before whatever a refresh puts there.
    handedOver.incrementAndGet();
  }

  private void enqueue(Change change) {
    boolean interrupted = false;
    while (true) {
      try {
        queue.put(change);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until all that was handed over before the call can be found.
   *
   * @param stop polled; once true the wait ends with CancellationException
   */
  void refresh(BooleanSupplier stop) {
    long wanted = handedOver.get();
    if (visible < wanted && !closing) {
      enqueue(
          it -> {
            if (visible < wanted) {
              it.refresh();
              setVisible(wanted);
            }
          });
      await(wanted, stop);
    }
    check();
    if (closing) {
      throw closed();
    }
  }

  private void setVisible(long count) {
    synchronized (refreshed) {
      visible = count;
      refreshed.notifyAll();
    }
  }

  private void await(long wanted, BooleanSupplier stop) {
    synchronized (refreshed) {
      while (visible < wanted && failure == null && !closing) {
        if (stop.getAsBoolean()) {
          throw new CancellationException("full-text search stopped");
        }
        try {
          refreshed.wait(POLL_MILLIS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new CancellationException("full-text search interrupted");
        }
      }
    }
  }

  /** Stops writing for good. */
  void fail(Throwable e) {
    synchronized (refreshed) {
      failure = e;
      refreshed.notifyAll();
    }
  }

  boolean isFailed() {
    return failure != null;
  }

  /** Throws if writing has failed. */
  void check() {
    if (failure != null) {
      throw new AkinException.Unavailable(
          "the full-text index of collection '"
              + collection
              + "' failed and is opened again once that works: "
              + failure,
          failure);
    }
  }

  /** The error of a search that comes too late. */
  AkinException closed() {
    return new AkinException.FailedPrecondition(
        "the full-text index of collection '" + collection + "' was dropped or closed");
  }

  /** Writes what is handed over, makes it durable and frees the index. Idempotent. */
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    enqueue(TextIndex::close);
    enqueue(END);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (failure != null) {
      // What failed may have left the files open.
      try {
        index.close();
      } catch (IOException | RuntimeException e) {
        LOG.warn("full-text index of collection '{}': {}", collection, e.toString());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
