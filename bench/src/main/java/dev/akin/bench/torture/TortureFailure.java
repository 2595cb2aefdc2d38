package dev.akin.bench.torture;

/** The server did or had what the model does not allow. */
public final class TortureFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  TortureFailure(String message) {
    super(message);
  }

  TortureFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
