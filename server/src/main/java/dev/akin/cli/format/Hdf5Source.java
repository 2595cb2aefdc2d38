package dev.akin.cli.format;

import dev.akin.api.AkinException;
import dev.akin.api.VectorSpec;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The rows of a matrix of float32 or float64 in an HDF5 file, read some at a time. The sets of
 * ann-benchmarks (github.com/erikbern/ann-benchmarks) have their vectors under {@code train}.
 */
final class Hdf5Source extends VectorSource {
  /** Numbers read at once, 4 MiB of float32. */
  private static final int BLOCK = 1 << 20;

  private final HdfFile file;
  private final String name;
  private final Dataset matrix;
  private final long rows;
  private final int columns;
  private Object block = new float[0][];
  private int blockRows;
  private long blockStart;

  Hdf5Source(Path path, String dataset, String vectorName, long firstId) throws IOException {
    super(path.toString(), "row", vectorName, firstId);
    this.name = path.toString();
    try {
      this.file = new HdfFile(path);
    } catch (RuntimeException e) {
      // A damaged file shows in whatever the library trips over.
      throw new IOException(name + ": is no HDF5 file that can be read: " + e.getMessage(), e);
    }
    try {
      this.matrix = matrix(dataset);
      int[] shape = matrix.getDimensions();
      this.rows = shape[0];
      this.columns = shape[1];
    } catch (AkinException e) {
      file.close();
      throw e;
    } catch (RuntimeException e) {
      file.close();
      throw new IOException(name + ": dataset '" + dataset + "': " + e.getMessage(), e);
    }
  }

  private Dataset matrix(String dataset) {
    if (!(file.getByPath(dataset) instanceof Dataset found)) {
      throw wrong(dataset, "is no dataset");
    }
    Class<?> type = found.getJavaType();
    if (type != float.class && type != double.class) {
      throw wrong(dataset, "must hold float32 or float64, not " + type.getSimpleName());
    }
    int[] shape = found.getDimensions();
    if (shape.length != 2 || shape[1] < 1 || shape[1] > VectorSpec.MAX_DIMENSION) {
      throw wrong(
          dataset,
          "must be a matrix of 1 to "
              + VectorSpec.MAX_DIMENSION
              + " columns, its shape is "
              + Arrays.toString(shape));
    }
    return found;
  }

  private AkinException wrong(String dataset, String what) {
    return new AkinException.InvalidArgument(name + ": dataset '" + dataset + "' " + what);
  }

  @Override
  Optional<float[]> nextVector() throws IOException {
    if (done() == rows) {
      return Optional.empty();
    }
    if (done() == blockStart + blockRows) {
      readBlock();
    }
    return Optional.of(row((int) (done() - blockStart)));
  }

  private void readBlock() throws IOException {
    int count = (int) Math.min(Math.max(1, BLOCK / columns), rows - done());
    try {
      block = matrix.getData(new long[] {done(), 0}, new int[] {count, columns});
    } catch (RuntimeException e) {
      throw new IOException(at() + ": cannot be read: " + e.getMessage(), e);
    }
    blockStart = done();
    blockRows = count;
  }

  private float[] row(int i) {
    if (block instanceof float[][] floats) {
      return floats[i];
    }
    double[] doubles = ((double[][]) block)[i];
    float[] values = new float[doubles.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) doubles[k];
    }
    return values;
  }

  @Override
  public long total() {
    return rows;
  }

  @Override
  public void close() {
    file.close();
  }
}
