package dev.akin.server.http;

import dev.akin.api.AkinException;

/** Errors as HTTP statuses. The only place that knows which is which. */
public final class HttpStatuses {
  private HttpStatuses() {}

  /** The status of an error. */
  public static int of(AkinException error) {
    return switch (error) {
      case AkinException.InvalidArgument _ -> 400;
      case AkinException.Unauthenticated _ -> 401;
      case AkinException.PermissionDenied _ -> 403;
      case AkinException.NotFound _ -> 404;
      case AkinException.AlreadyExists _, AkinException.FailedPrecondition _ -> 409;
      case AkinException.ResourceExhausted _ -> 429;
      case AkinException.Cancelled _ -> 499;
      case AkinException.Corrupted _, AkinException.Internal _ -> 500;
      case AkinException.Unavailable _ -> 503;
      case AkinException.DeadlineExceeded _ -> 504;
    };
  }
}
