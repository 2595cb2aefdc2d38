package dev.akin.storage;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** The one place where errors of RocksDB and its disk become Akin's. */
final class RocksErrors {
  private RocksErrors() {}

  /**
   * The exception to throw for a failed operation.
   *
   * @param doing what failed, such as "write"
   * @param directory of the database; RocksDB's own message names the file
   */
  static AkinException of(String doing, Path directory, RocksDBException e) {
    String message = doing + " failed in " + directory + ": " + e.getMessage();
    Status status = e.getStatus();
    if (isNoSpace(e) || (status != null && status.getSubCode() == Status.SubCode.NoSpace)) {
      return new AkinException.ResourceExhausted(message + "; make room on the disk", e);
    }
    if (status == null) {
      return new AkinException.Internal(message, e);
    }
    return switch (status.getCode()) {
      case Corruption -> new AkinException.Corrupted(message, e);
      case IOError -> {
        // A file that the manifest lists and the directory lacks.
        if (String.valueOf(e.getMessage()).contains("No such file")) {
          yield new AkinException.Corrupted(message, e);
        }
        yield new AkinException.Internal(message, e);
      }
      default -> new AkinException.Internal(message, e);
    };
  }

  /** Whether the disk has failed a write, other than for want of space. */
  static boolean isOfDisk(RocksDBException e) {
    Status status = e.getStatus();
    return status != null
        && status.getCode() == Status.Code.IOError
        && status.getSubCode() != Status.SubCode.NoSpace
        && !isNoSpace(e);
  }

  /** The exception to throw for a failed open. */
  static AkinException ofOpen(Path directory, RocksDBException e) {
    Status status = e.getStatus();
    if (status != null && status.getCode() == Status.Code.InvalidArgument) {
      // The options are always the same: what they do not fit is a directory with parts missing.
      return new AkinException.Corrupted("open failed in " + directory + ": " + e.getMessage(), e);
    }
    return of("open", directory, e);
  }

  /** The exception to throw for a failed operation on files beside RocksDB's. */
  static AkinException of(String doing, Path directory, IOException e) {
    String message = doing + " failed in " + directory + ": " + e;
    return switch (e) {
      case AccessDeniedException _, FileAlreadyExistsException _, NotDirectoryException _ ->
          new AkinException.FailedPrecondition(
              message + "; it must be a directory that can be written", e);
      case IOException _ when isNoSpace(e) ->
          new AkinException.ResourceExhausted(message + "; make room on the disk", e);
      default -> new AkinException.Internal(message, e);
    };
  }

  /** Whether the message is the operating system's; some of RocksDB's wrap it without its code. */
  private static boolean isNoSpace(Exception e) {
    return String.valueOf(e.getMessage()).contains("No space left");
  }

  /** The exception to throw for a row that cannot be decoded. */
  static AkinException damaged(Path directory, Family family, String row, Damaged e) {
    return new AkinException.Corrupted(
        "row "
            + row
            + " of '"
            + family.columnFamily()
            + "' in "
            + directory
            + " is damaged: "
            + e.getMessage(),
        e);
  }
}
