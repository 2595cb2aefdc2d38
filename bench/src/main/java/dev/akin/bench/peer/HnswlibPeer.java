package dev.akin.bench.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * hnswlib in C++, as the system's headers have it, inside a driver of ours that {@code g++ -O3
 * -march=native} compiles for this machine. Left out when compiler or headers are missing.
 */
final class HnswlibPeer implements Peer {
  private static final Path HEADER = Path.of("/usr/include/hnswlib/hnswlib.h");
  private static final String SOURCE = "hnswlib_driver.cpp";

  private Path driver;

  @Override
  public String id() {
    return "hnswlib";
  }

  @Override
  public String label() {
    return "hnswlib C++";
  }

  @Override
  public String parameterName() {
    return "ef_search";
  }

  @Override
  public int minParameter(int k) {
    return k;
  }

  @Override
  public int maxParameter(int rows) {
    return Math.min(rows, 4096);
  }

  @Override
  public Optional<String> prepare(Path folder) throws IOException {
    if (!Files.exists(HEADER)) {
      return Optional.of("no " + HEADER + "; on Debian: apt-get install libhnswlib-dev");
    }
    Path source = DriverSource.extract(SOURCE, folder);
    Path compiled = folder.resolve("hnswlib_driver");
    Path log = folder.resolve("g++.log");
    try {
      Process compiler =
          new ProcessBuilder(
                  "g++",
                  "-std=c++17",
                  "-O3",
                  "-march=native",
                  "-pthread",
                  "-o",
                  compiled.toString(),
                  source.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (compiler.waitFor() != 0) {
        return Optional.of(
            "g++ failed on its driver: "
                + Files.readString(log, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains("error"))
                    .findFirst()
                    .orElse("see " + log));
      }
    } catch (IOException e) {
      return Optional.of("no g++ (" + e.getMessage() + "); on Debian: apt-get install g++");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while compiling " + source, e);
    }
    driver = compiled;
    return Optional.empty();
  }

  @Override
  public List<String> command(Path dataset, Path folder) {
    return List.of(driver.toString(), dataset.toString(), folder.toString());
  }
}
