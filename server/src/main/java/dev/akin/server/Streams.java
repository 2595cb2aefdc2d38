package dev.akin.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams that are open, so that they can be ended when the server stops. */
final class Streams {
  private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /** Registers what ends a stream; returns whether the server takes streams still. */
  boolean add(Runnable end) {
    open.add(end);
    if (stopping) {
      open.remove(end);
      return false;
    }
    return true;
  }

  void remove(Runnable end) {
    open.remove(end);
  }

  /** Ends all streams, now and in future. */
  void stop() {
    stopping = true;
    open.forEach(Runnable::run);
  }
}
