package dev.akin.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs what people type against a server, so that the JVM can record for its start-up cache which
 * classes that takes. The launcher script starts it when it makes the cache; see
 * -XX:AOTCacheOutput.
 */
public final class Rehearsal {
  private static final String NAME = "rehearsal";

  private Rehearsal() {}

  /**
   * Runs the commands; the exit code says whether all went well.
   *
   * @param args the server, as host:port, that has minilm and nothing worth keeping
   */
  public static void main(String[] args) throws IOException {
    StandardStreams streams = StandardStreams.open();
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    Path records = Files.createTempFile(NAME, ".jsonl");
    Path export = Files.createTempFile(NAME, ".jsonl");
    try {
      Files.writeString(records, "{\"id\": 7, \"text\": \"one\", \"payload\": {\"n\": 1}}\n");
      for (List<String> command : commands(records, export)) {
        String[] line = new String[command.size() + 2];
        command.toArray(line);
        line[command.size()] = "--server";
        line[command.size() + 1] = args[0];
        int code = Main.run(nowhere, streams.err(), line);
        if (code != 0) {
          System.exit(code);
        }
      }
    } finally {
      Files.delete(records);
      Files.delete(export);
    }
    System.exit(0);
  }

  private static List<List<String>> commands(Path records, Path export) {
    return List.of(
        List.of("collections", "create", NAME, "--embedder", "minilm"),
        List.of("import", NAME, records.toString()),
        List.of("search", NAME, "some text", "-v"),
        List.of("search", NAME, "some text", "--json"),
        List.of("get", NAME, "7"),
        List.of("count", NAME),
        List.of("export", NAME, export.toString()),
        List.of("models", "list"),
        List.of("embed", "--model", "minilm", "some text"),
        List.of("collections", "list"),
        List.of("collections", "describe", NAME, "--json"),
        List.of("delete", NAME, "7"),
        List.of("collections", "drop", NAME));
  }
}
