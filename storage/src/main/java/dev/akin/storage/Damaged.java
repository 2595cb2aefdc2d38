package dev.akin.storage;

/** Stored bytes that no encoder wrote. Whoever knows where they came from says so to the caller. */
final class Damaged extends Exception {
  Damaged(String message) {
    super(message);
  }

  Damaged(String message, Throwable cause) {
    super(message, cause);
  }
}
