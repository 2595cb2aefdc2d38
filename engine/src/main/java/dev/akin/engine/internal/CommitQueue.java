package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Group commit without a thread of its own: whoever gets the lock commits everything that has
 * queued up, so writers that arrive during one sync share the next one. Commits happen one at a
 * time, in the order of arrival.
 *
 * <p>A writer whose part another has committed goes on without the lock. If it had to take its turn
 * at the lock, the writers that are done would stand before those that wait, and groups would stay
 * small.
 *
 * @param <T> one writer's part of a group
 */
final class CommitQueue<T> {
  /** A group that weighs this much takes no more parts; bounds the size of a write batch. */
  private static final int MAX_WEIGHT = 4096;

  private final ConcurrentLinkedQueue<Ticket<T>> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock committing = new ReentrantLock();
  private final ToIntFunction<T> weight;
  private final Consumer<List<T>> commit;

  /**
   * An empty queue.
   *
   * @param weight of a part, such as its number of records
   * @param commit commits a group, all or none
   */
  CommitQueue(ToIntFunction<T> weight, Consumer<List<T>> commit) {
    this.weight = weight;
    this.commit = commit;
  }

  /** Returns when the part is committed, by this thread or another, or throws what went wrong. */
  void submit(T part) {
    Ticket<T> ticket = new Ticket<>(part, Thread.currentThread());
    waiting.add(ticket);
    boolean interrupted = false;
    while (!ticket.done) {
      if (!tryLead()) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (ticket.failure != null) {
      throw ticket.failure;
    }
  }

  /** Parts that wait for a commit. */
  int waiting() {
    return waiting.size();
  }

  /** Runs the action while no commit is in progress. */
  <R> R between(Supplier<R> action) {
    committing.lock();
    try {
      return action.get();
    } finally {
      release();
    }
  }

  /** Waits for the commit in progress, and lets none begin until {@link #resume()}. */
  void pause() {
    committing.lock();
  }

  /** Ends a pause of the same thread. */
  void resume() {
    release();
  }

  /** Commits the next group, unless another thread is committing or an action is due. */
  private boolean tryLead() {
    if (committing.hasQueuedThreads() && !committing.isHeldByCurrentThread()) {
      return false;
    }
    if (!committing.tryLock()) {
      return false;
    }
    try {
      commitNextGroup();
    } finally {
      release();
    }
    return true;
  }

  /**
   * Gives the lock back and wakes a writer to take it. A writer that did not get the lock has
   * queued its part before, so whoever has the lock finds that part here.
   */
  private void release() {
    committing.unlock();
    Ticket<T> next = waiting.peek();
    if (next != null) {
      LockSupport.unpark(next.writer);
    }
  }

  private void commitNextGroup() {
    List<Ticket<T>> group = new ArrayList<>();
    int total = 0;
    for (Ticket<T> next; total < MAX_WEIGHT && (next = waiting.poll()) != null; ) {
      group.add(next);
      total += weight.applyAsInt(next.part);
    }
    if (group.isEmpty()) {
      return;
    }
    RuntimeException failure = null;
    try {
      commit.accept(group.stream().map(ticket -> ticket.part).toList());
    } catch (RuntimeException e) {
      failure = e;
    } catch (Error e) {
      failure = new AkinException.Internal("commit failed: " + e, e);
    }
    for (Ticket<T> ticket : group) {
      ticket.failure = failure;
      ticket.done = true;
      LockSupport.unpark(ticket.writer);
    }
  }

  /** What one writer waits for; the failure is set before it is done. */
  private static final class Ticket<T> {
    private final T part;
    private final Thread writer;
    private RuntimeException failure;
    private volatile boolean done;

    Ticket(T part, Thread writer) {
      this.part = part;
      this.writer = writer;
    }
  }
}
