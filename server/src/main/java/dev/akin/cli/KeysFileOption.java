package dev.akin.cli;

import dev.akin.server.security.ApiKey;
import dev.akin.server.security.KeysFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The file that the commands about keys work on. */
final class KeysFileOption {
  @Option(
      names = "--keys-file",
      paramLabel = "FILE",
      required = true,
      description = "The file with the keys of the server.")
  private Path file;

  Path file() {
    return file;
  }

  List<ApiKey> read() throws IOException {
    return KeysFile.read(file);
  }

  List<ApiKey> readOrEmpty() throws IOException {
    return Files.exists(file) ? read() : List.of();
  }

  void write(List<ApiKey> keys) throws IOException {
    KeysFile.write(file, keys);
  }
}
