package dev.akin.cli;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** How an error is told: one line on standard error that begins with {@code akin:}. */
final class ErrorLine {
  private ErrorLine() {}

  /** The line for an error. */
  static String of(Throwable error) {
    return text(message(error));
  }

  /** The line for a message. */
  static String text(String message) {
    return "akin: " + message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  private static String message(Throwable error) {
    return switch (error) {
      case UncheckedIOException e -> message(e.getCause());
      case NoSuchFileException e -> e.getFile() + ": no such file";
      case AccessDeniedException e -> e.getFile() + ": permission denied";
      case FileSystemException e when e.getReason() != null -> e.getFile() + ": " + e.getReason();
      case AkinException e when e.getMessage() != null -> e.getMessage();
      case IOException e when e.getMessage() != null -> e.getMessage();
      default -> "internal error: " + error;
    };
  }
}
