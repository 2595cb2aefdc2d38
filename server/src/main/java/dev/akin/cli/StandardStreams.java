package dev.akin.cli;

import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** Standard output and error in UTF-8, whatever the locale: JSON is UTF-8. */
record StandardStreams(PrintWriter out, PrintWriter err) {
  private static final int STDERR = 2;

  static StandardStreams open() {
    restoreError();
    return new StandardStreams(
        new PrintWriter(
            new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8))),
        new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true));
  }

  /**
   * The launcher starts the JVM with a filter on standard error, which drops the warning that every
   * JVM with the vector module prints, and says in {@code AKIN_STDERR} which descriptor is the true
   * one. That warning has come by now: from here on all goes straight to the true one.
   */
  private static void restoreError() {
    String descriptor = System.getenv("AKIN_STDERR");
    if (descriptor != null && descriptor.matches("\\d{1,4}")) {
      duplicate(Integer.parseInt(descriptor), STDERR);
    }
  }

  /** POSIX dup2; when it fails, the filter stays, which lets everything else pass. */
  @SuppressWarnings("restricted") // the launcher enables native access
  private static void duplicate(int from, int to) {
    Linker linker = Linker.nativeLinker();
    MethodHandle dup2 =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("dup2"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try {
      int unused = (int) dup2.invokeExact(from, to);
    } catch (Throwable e) {
      throw new AssertionError("dup2 throws nothing", e);
    }
  }
}
