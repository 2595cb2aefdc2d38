package dev.akin.bench.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A contestant in the JVM that {@link Contestants} knows, run by {@link Worker} with the class path
 * and the Java of this process.
 *
 * @param parameterName {@link #EF_SEARCH}, {@link #SLACK}, {@link #NPROBE} or {@link #EXACT}
 */
record JavaPeer(String id, String label, String parameterName) implements Peer {
  /** Enough for the largest of our data sets in the library that needs the most. */
  private static final String MAX_HEAP = "-Xmx6g";

  /** The parameter of a graph. */
  static final String EF_SEARCH = "ef_search";

  /** The parameter of our graphs: in thousandths by half, so that 100 is a slack of 0.05. */
  static final String SLACK = "slack/2000";

  /** The parameter of inverted lists. */
  static final String NPROBE = "nprobe";

  /** The parameter's name of what has none. */
  static final String EXACT = "exact";

  @Override
  public int minParameter(int k) {
    return parameterName.equals(EF_SEARCH) ? k : 1;
  }

  @Override
  public int maxParameter(int rows) {
    return switch (parameterName) {
      case EXACT -> 1;
      case NPROBE -> InvertedLists.number(rows);
      default -> Math.min(rows, 4096);
    };
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
        id);
  }
}
