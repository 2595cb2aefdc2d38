package dev.akin.storage;

import dev.akin.api.AkinException;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** The one place where RocksDB's errors become Akin's. */
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
    if (status == null) {
      return new AkinException.Internal(message, e);
    }
    return switch (status.getCode()) {
      case Corruption -> new AkinException.Corrupted(message, e);
      case IOError -> {
        if (status.getSubCode() == Status.SubCode.NoSpace) {
          yield new AkinException.ResourceExhausted(message, e);
        }
        // A file that the manifest lists and the directory lacks.
        if (String.valueOf(e.getMessage()).contains("No such file")) {
          yield new AkinException.Corrupted(message, e);
        }
        yield new AkinException.Internal(message, e);
      }
      default -> new AkinException.Internal(message, e);
    };
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
