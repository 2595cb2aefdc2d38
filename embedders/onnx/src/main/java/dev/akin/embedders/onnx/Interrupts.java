package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;

/** How an interrupt ends an embed call. */
final class Interrupts {
  private Interrupts() {}

  /** The error of a call whose thread was interrupted; sets the interrupt again. */
  static AkinException.Cancelled cancelled() {
    Thread.currentThread().interrupt();
    return new AkinException.Cancelled("embedding was cancelled: its thread was interrupted");
  }

  /** Ends the call if its thread is interrupted. */
  static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw cancelled();
    }
  }
}
