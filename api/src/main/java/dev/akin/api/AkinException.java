package dev.akin.api;

/**
 * Everything Akin refuses or fails at. Each kind maps one to one on a gRPC status code. A message
 * names the field, the value and what would be right.
 */
public abstract sealed class AkinException extends RuntimeException {
  private AkinException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The caller passed something that can never work. */
  public static final class InvalidArgument extends AkinException {
    /** With a message that names the field. */
    public InvalidArgument(String message) {
      super(message, null);
    }

    /** With the exception that found the fault. */
    public InvalidArgument(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A collection, record or model that does not exist. */
  public static final class NotFound extends AkinException {
    /** With a message that names what is missing. */
    public NotFound(String message) {
      super(message, null);
    }
  }

  /** A collection that exists already. */
  public static final class AlreadyExists extends AkinException {
    /** With a message that names what exists. */
    public AlreadyExists(String message) {
      super(message, null);
    }
  }

  /** The state does not allow it now: closed, held by another process, another model. */
  public static final class FailedPrecondition extends AkinException {
    /** With a message that names the state and the way out. */
    public FailedPrecondition(String message) {
      super(message, null);
    }

    /** With the exception that found the state. */
    public FailedPrecondition(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A limit was reached: queue, memory, disk, message size. */
  public static final class ResourceExhausted extends AkinException {
    /** With a message that names the limit. */
    public ResourceExhausted(String message) {
      super(message, null);
    }

    /** With the exception that reported the limit. */
    public ResourceExhausted(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Stored data is damaged; the message names file and place. */
  public static final class Corrupted extends AkinException {
    /** With a message that names file and place. */
    public Corrupted(String message) {
      super(message, null);
    }

    /** With the exception that found the damage. */
    public Corrupted(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The server cannot be reached or is shutting down; trying again may help. */
  public static final class Unavailable extends AkinException {
    /** With a message that names the server. */
    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** No or wrong credentials. */
  public static final class Unauthenticated extends AkinException {
    /** With a message that never holds the credentials. */
    public Unauthenticated(String message) {
      super(message, null);
    }
  }

  /** Right credentials without the right. */
  public static final class PermissionDenied extends AkinException {
    /** With a message that names the missing right. */
    public PermissionDenied(String message) {
      super(message, null);
    }
  }

  /** The deadline passed before the answer was there. Of a write, it may or may not be done. */
  public static final class DeadlineExceeded extends AkinException {
    /** With a message that names the deadline. */
    public DeadlineExceeded(String message) {
      super(message, null);
    }
  }

  /** The caller gave up. */
  public static final class Cancelled extends AkinException {
    /** With a message that names what was cancelled. */
    public Cancelled(String message) {
      super(message, null);
    }
  }

  /** A fault of Akin's own, or of the disk beneath it. */
  public static final class Internal extends AkinException {
    /** With the underlying fault. */
    public Internal(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
