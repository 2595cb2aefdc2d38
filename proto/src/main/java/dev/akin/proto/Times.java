package dev.akin.proto;

import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;

/** Moments, as messages and back. */
final class Times {
  private Times() {}

  static Timestamp toProto(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /** A moment; the path names the field in an error. */
  static Instant toApi(String path, Timestamp timestamp) {
    try {
      return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    } catch (DateTimeException | ArithmeticException _) {
      throw Fields.invalid(
          path,
          "it must be a moment from year 1 to 9999: "
              + timestamp.getSeconds()
              + " s, "
              + timestamp.getNanos()
              + " ns");
    }
  }
}
