package dev.akin.cli;

import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Standard output and error in UTF-8, whatever the locale: JSON is UTF-8.
 *
 * <p>The launcher gives the JVM a filtered standard error, to drop the warning that every JVM with
 * the vector module prints, and the true one under the number in {@code AKIN_STDERR}. Our own lines
 * go there: in order, and without waiting for the filter.
 */
record StandardStreams(PrintWriter out, PrintWriter err) {
  static StandardStreams open() {
    PrintStream err = trueError();
    System.setErr(err);
    return new StandardStreams(
        new PrintWriter(
            new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8))),
        new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true));
  }

  private static PrintStream trueError() {
    String number = System.getenv("AKIN_STDERR");
    if (number != null && number.matches("\\d{1,3}")) {
      try {
        return new PrintStream(
            new FileOutputStream("/dev/fd/" + number, true), true, StandardCharsets.UTF_8);
      } catch (IOException e) {
        // A socket, or a terminal of another user: the filtered one still serves.
        return System.err;
      }
    }
    return System.err;
  }
}
