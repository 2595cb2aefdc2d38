package dev.akin.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * FAISS through its Python wheel, which is built for AVX2 and AVX-512; Debian's package is not.
 * Left out when Python cannot import it.
 */
final class FaissPeer implements Peer {
  private final Kind kind;
  private final String python;
  private Path driver;

  /**
   * One kind of index.
   *
   * @param python the interpreter that has faiss
   */
  FaissPeer(Kind kind, String python) {
    this.kind = kind;
    this.python = python;
  }

  /** The indexes of FAISS that are measured. */
  enum Kind {
    HNSW("faiss-hnsw", "FAISS HNSW", "ef_search"),
    IVF("faiss-ivf", "FAISS IVF flat", "nprobe"),
    IVFPQFS("faiss-ivfpqfs", "FAISS IVF PQ fast scan, refined", "nprobe"),
    FLAT("faiss-flat", "FAISS exact scan", "exact");

    private final String id;
    private final String label;
    private final String parameterName;

    Kind(String id, String label, String parameterName) {
      this.id = id;
      this.label = label;
      this.parameterName = parameterName;
    }
  }

  @Override
  public String id() {
    return kind.id;
  }

  @Override
  public String label() {
    return kind.label;
  }

  @Override
  public String parameterName() {
    return kind.parameterName;
  }

  @Override
  public int minParameter(int k) {
    return kind == Kind.HNSW ? k : 1;
  }

  @Override
  public int maxParameter(int rows) {
    return switch (kind) {
      case HNSW -> Math.min(rows, 4096);
      case IVF, IVFPQFS -> InvertedLists.number(rows);
      case FLAT -> 1;
    };
  }

  @Override
  public Optional<String> prepare(Path folder) throws IOException {
    try {
      Process check =
          new ProcessBuilder(python, "-c", "import faiss, numpy")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("faiss-import.log").toFile())
              .start();
      if (check.waitFor() != 0) {
        return Optional.of(
            python + " cannot import faiss; pip install faiss-cpu numpy, or name another --python");
      }
    } catch (IOException e) {
      return Optional.of("no " + python + " (" + e.getMessage() + "); name another --python");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while looking for faiss", e);
    }
    driver = DriverSource.extract("faiss_driver.py", folder);
    return Optional.empty();
  }

  @Override
  public List<String> command(Path dataset, Path folder) {
    return List.of(
        python,
        driver.toString(),
        dataset.toString(),
        folder.toString(),
        kind.id.substring("faiss-".length()));
  }
}
