package dev.akin.bench.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A contestant in the JVM, run by {@link Worker} with the class path and the Java of this process.
 *
 * @param parameterName {@code ef_search}, {@code nprobe}, or {@link #EXACT}
 * @param contestant with a public constructor without parameters
 */
record JavaPeer(
    String id, String label, String parameterName, Class<? extends Contestant> contestant)
    implements Peer {
  /** Enough for the largest of our data sets in the library that needs the most. */
  private static final String MAX_HEAP = "-Xmx6g";

  /** The parameter's name of what has none. */
  static final String EXACT = "exact";

  @Override
  public int minParameter(int k) {
    return parameterName.equals(EXACT) ? 1 : k;
  }

  @Override
  public int maxParameter(int rows) {
    return parameterName.equals(EXACT) ? 1 : Math.min(rows, 4096);
  }

  @Override
  public Optional<String> prepare(Path folder) {
    return Optional.empty();
  }

  @Override
  public List<String> command(Path dataset, Path folder) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--add-modules",
        "jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        MAX_HEAP,
        "-cp",
        System.getProperty("java.class.path"),
        Worker.class.getName(),
        dataset.toString(),
        folder.toString(),
        contestant.getName());
  }
}
