package dev.akin.embedders.words;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The reference: Debian's {@code fasttext}. */
final class FastTextCommand {
  private FastTextCommand() {}

  /** Whether the command is installed. */
  static boolean installed() {
    return Arrays.stream(System.getenv("PATH").split(":", 0))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "fasttext")));
  }

  /** Runs the command in a directory, and returns the lines it prints. */
  static List<String> run(Path directory, List<String> input, String... arguments)
      throws IOException, InterruptedException {
    Path in = Files.createTempFile(directory, "in", ".txt");
    Path out = Files.createTempFile(directory, "out", ".txt");
    Files.write(in, input, StandardCharsets.UTF_8);
    List<String> command = new ArrayList<>(List.of("fasttext"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed with " + process.exitValue());
    }
    return Files.readAllLines(out, StandardCharsets.UTF_8);
  }

  /** The last numbers of a line. */
  static float[] vector(String line, int dimension) {
    String[] parts = line.strip().split(" +", 0);
    float[] vector = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      vector[d] = Float.parseFloat(parts[parts.length - dimension + d]);
    }
    return vector;
  }
}
