package dev.akin.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where and on what a benchmark ran; without it a figure says little.
 *
 * @param cpu model, as the operating system names it
 * @param simd the widest SIMD instruction set of the processor, empty if not known
 * @param cores that this process may use
 * @param memoryBytes of the machine, 0 if not known
 * @param os name and version
 * @param jdk vendor and version
 * @param kernels of Akin in use
 * @param commit of the working directory, with {@code -dirty} if there are changes; empty outside a
 *     repository
 * @param time it began
 */
public record Environment(
    String cpu,
    String simd,
    int cores,
    long memoryBytes,
    String os,
    String jdk,
    String kernels,
    String commit,
    String time) {

  private static final List<String> SIMD = List.of("avx512f", "avx2", "sse4_2", "sve", "asimd");

  /** As it is now. */
  public static Environment now(String kernels) {
    List<String> flags =
        Stream.of("flags", "Features")
            .flatMap(name -> Stream.of(field("/proc/cpuinfo", name).split(" ")))
            .toList();
    return new Environment(
        field("/proc/cpuinfo", "model name"),
        SIMD.stream().filter(flags::contains).findFirst().orElse(""),
        Runtime.getRuntime().availableProcessors(),
        kilobytes(field("/proc/meminfo", "MemTotal")) * 1024,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + Runtime.version(),
        kernels,
        currentCommit(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** The lines that begin a report. */
  public String text() {
    return cpu
        + (simd.isEmpty() ? "" : " (" + simd + ")")
        + ", "
        + cores
        + " cores, "
        + memoryBytes / (1L << 30)
        + " GiB, "
        + os
        + "\n"
        + jdk
        + ", kernels "
        + kernels
        + ", commit "
        + (commit.isEmpty() ? "unknown" : commit)
        + ", "
        + time;
  }

  private static String currentCommit() {
    String head = git("rev-parse", "--short=12", "HEAD");
    if (head.isEmpty()) {
      return "";
    }
    return git("status", "--porcelain", "--untracked-files=no").isEmpty() ? head : head + "-dirty";
  }

  private static String git(String... arguments) {
    try {
      Process git =
          new ProcessBuilder(Stream.concat(Stream.of("git"), Stream.of(arguments)).toList())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      git.getOutputStream().close();
      byte[] output = git.getInputStream().readAllBytes();
      return git.waitFor() == 0 ? new String(output, StandardCharsets.UTF_8).strip() : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static String field(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name) && line.indexOf(':') > 0)
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  private static long kilobytes(String field) {
    String digits = field.replaceAll("\\D", "");
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }
}
