package dev.akin.proto;

import dev.akin.api.AkinException;
import io.grpc.Status;
import java.util.Optional;

/** Errors as gRPC statuses and back. The only place that knows which is which. */
public final class ErrorMessages {
  /**
   * Longest message that travels, in characters. Percent-encoded it stays below the 8 KiB that
   * HTTP/2 peers take as headers.
   */
  private static final int MAX_LENGTH = 700;

  private ErrorMessages() {}

  /** The status of an error of ours. */
  public static Status toStatus(AkinException error) {
    Status.Code code =
        switch (error) {
          case AkinException.InvalidArgument e -> Status.Code.INVALID_ARGUMENT;
          case AkinException.NotFound e -> Status.Code.NOT_FOUND;
          case AkinException.AlreadyExists e -> Status.Code.ALREADY_EXISTS;
          case AkinException.FailedPrecondition e -> Status.Code.FAILED_PRECONDITION;
          case AkinException.ResourceExhausted e -> Status.Code.RESOURCE_EXHAUSTED;
          case AkinException.Corrupted e -> Status.Code.DATA_LOSS;
          case AkinException.Unavailable e -> Status.Code.UNAVAILABLE;
          case AkinException.Unauthenticated e -> Status.Code.UNAUTHENTICATED;
          case AkinException.PermissionDenied e -> Status.Code.PERMISSION_DENIED;
          case AkinException.DeadlineExceeded e -> Status.Code.DEADLINE_EXCEEDED;
          case AkinException.Cancelled e -> Status.Code.CANCELLED;
          case AkinException.Internal e -> Status.Code.INTERNAL;
        };
    String message = Optional.ofNullable(error.getMessage()).orElse("");
    if (message.length() > MAX_LENGTH) {
      message = message.substring(0, MAX_LENGTH) + "...";
    }
    return code.toStatus().withDescription(message).withCause(error);
  }

  /**
   * The error that a status stands for. Codes that no error of ours has are those of gRPC itself.
   *
   * @param status not OK
   */
  public static AkinException toApi(Status status) {
    String message =
        Optional.ofNullable(status.getDescription()).orElseGet(() -> status.getCode().name());
    Throwable cause = status.getCause();
    return switch (status.getCode()) {
      case INVALID_ARGUMENT, OUT_OF_RANGE -> new AkinException.InvalidArgument(message, cause);
      case NOT_FOUND -> new AkinException.NotFound(message);
      case ALREADY_EXISTS -> new AkinException.AlreadyExists(message);
      case FAILED_PRECONDITION, ABORTED -> new AkinException.FailedPrecondition(message, cause);
      case UNIMPLEMENTED ->
          new AkinException.FailedPrecondition(
              "the server does not know this call; it may be older than this client: " + message,
              cause);
      case RESOURCE_EXHAUSTED -> new AkinException.ResourceExhausted(message, cause);
      case DATA_LOSS -> new AkinException.Corrupted(message, cause);
      case UNAVAILABLE -> new AkinException.Unavailable(message, cause);
      case UNAUTHENTICATED -> new AkinException.Unauthenticated(message);
      case PERMISSION_DENIED -> new AkinException.PermissionDenied(message);
      case DEADLINE_EXCEEDED -> new AkinException.DeadlineExceeded(message);
      case CANCELLED -> new AkinException.Cancelled(message);
      case INTERNAL, UNKNOWN -> new AkinException.Internal(message, cause);
      case OK -> throw new IllegalArgumentException("OK is no error");
    };
  }
}
