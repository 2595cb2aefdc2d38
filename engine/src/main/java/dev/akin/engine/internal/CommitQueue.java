package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Group commit without a thread of its own: whoever gets the lock commits everything that has
 * queued up, so writers that arrive during one sync share the next one. Commits happen one at a
 * time, in the order of arrival.
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
    Ticket<T> ticket = new Ticket<>(part);
    waiting.add(ticket);
    committing.lock();
    try {
      while (!ticket.done) {
        commitNextGroup();
      }
    } finally {
      committing.unlock();
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
      committing.unlock();
    }
  }

  private void commitNextGroup() {
    List<Ticket<T>> group = new ArrayList<>();
    int total = 0;
    for (Ticket<T> next; total < MAX_WEIGHT && (next = waiting.poll()) != null; ) {
      group.add(next);
      total += weight.applyAsInt(next.part);
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
    }
  }

  /** Guarded by {@link #committing} but for its creation. */
  private static final class Ticket<T> {
    private final T part;
    private boolean done;
    private RuntimeException failure;

    Ticket(T part) {
      this.part = part;
    }
  }
}
