package dev.akin.bench.embed;

import dev.akin.bench.WorkFolder;
import dev.akin.embedders.words.FastTextModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lets {@code fasttext print-sentence-vectors} and our reader of its models make the vectors of the
 * same sentences in turns, both with one thread. The command's own time to load the model is taken
 * off; it prints what it makes, and we do not.
 */
final class FastTextBench {
  private static final int DIMENSION = 100;

  private final List<String> texts;
  private final int rounds;

  /** Over texts. */
  FastTextBench(List<String> texts, int rounds) {
    this.texts = List.copyOf(texts);
    this.rounds = rounds;
  }

  /** Whether the command is there. */
  static boolean installed() {
    return Arrays.stream(System.getenv("PATH").split(":", 0))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "fasttext")));
  }

  /** Trains a model on the texts, then measures. */
  EmbedReport.Sentences run() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("akin-fasttext");
    try {
      Path input = Files.write(directory.resolve("texts.txt"), texts, StandardCharsets.UTF_8);
      Path nothing = Files.createFile(directory.resolve("nothing.txt"));
      command(
          directory,
          nothing,
          List.of(
              "skipgram",
              "-input",
              input.toString(),
              "-output",
              "model",
              "-thread",
              "1",
              "-epoch",
              "1",
              "-dim",
              Integer.toString(DIMENSION),
              "-minCount",
              "1",
              "-bucket",
              "100000"));
      List<String> print = List.of("print-sentence-vectors", "model.bin");
      long ours = Long.MAX_VALUE;
      long theirs = Long.MAX_VALUE;
      try (FastTextModel model = FastTextModel.open(directory.resolve("model.bin"))) {
        for (int round = 0; round < rounds; round++) {
          long loading = command(directory, nothing, print);
          theirs = Math.min(theirs, command(directory, input, print) - loading);
          long start = System.nanoTime();
          for (String text : texts) {
            if (model.sentenceVector(text).length != DIMENSION) {
              throw new IllegalStateException("a vector of another length");
            }
          }
          ours = Math.min(ours, System.nanoTime() - start);
        }
      }
      return new EmbedReport.Sentences(texts.size() * 1e9 / ours, texts.size() * 1e9 / theirs);
    } finally {
      WorkFolder.delete(directory);
    }
  }

  private static long command(Path directory, Path input, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("fasttext"));
    command.addAll(arguments);
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(input.toFile())
            .redirectOutput(directory.resolve("out.txt").toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed with " + process.exitValue());
    }
    return System.nanoTime() - start;
  }
}
