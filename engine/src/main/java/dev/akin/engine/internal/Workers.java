package dev.akin.engine.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * What the collections of a database share to work with.
 *
 * @param pool on which vectors are indexed
 * @param threads of it
 * @param rebuildTurn whoever holds its one permit builds indexes anew
 */
public record Workers(Executor pool, int threads, Semaphore rebuildTurn) {
  /** With a turn of their own. */
  public Workers(Executor pool, int threads) {
    this(pool, threads, new Semaphore(1, true));
  }
}
