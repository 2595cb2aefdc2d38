package dev.akin.cli.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Input;
import dev.akin.api.Record;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Of fvecs and its kin, HDF5 and npy files; the npy files among the resources were written by
 * NumPy.
 */
class VectorFilesTest {
  private static final List<Record> ROWS =
      List.of(
          Record.of(5).with("v", Input.vector(0, 0.25f, 0.5f)),
          Record.of(6).with("v", Input.vector(0.75f, 1, 1.25f)),
          Record.of(7).with("v", Input.vector(1.5f, 1.75f, 2)),
          Record.of(8).with("v", Input.vector(2.25f, 2.5f, 2.75f)));

  @TempDir Path folder;

  private List<Record> read(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    List<Record> records = new ArrayList<>();
    try (RecordSource source = Format.of(file).open(file, "v", 5, "train")) {
      for (Optional<Record> next = source.next(); next.isPresent(); next = source.next()) {
        records.add(next.get());
      }
      assertThat(source.done()).isEqualTo(source.total()).isEqualTo(records.size());
    }
    return records;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = VectorFilesTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static byte[] fvecs(int... dimensions) {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
    float value = 0;
    for (int dimension : dimensions) {
      bytes.putInt(dimension);
      for (int i = 0; i < dimension; i++) {
        bytes.putFloat(value);
        value += 0.25f;
      }
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32.npy", "float64-big-endian.npy"})
  void readsWhatNumPyWrote(String name) throws IOException {
    assertThat(read(name, resource(name))).isEqualTo(ROWS);
  }

  @Test
  void readsFvecs() throws IOException {
    assertThat(read("a.FVECS", fvecs(3, 3, 3, 3))).isEqualTo(ROWS);
    assertThat(read("empty.fvecs", new byte[0])).isEmpty();
  }

  @Test
  void readsBytesAndIntegers() throws IOException {
    List<Record> rows =
        List.of(
            Record.of(5).with("v", Input.vector(0, 255)),
            Record.of(6).with("v", Input.vector(128, 7)));
    byte[] bytes = {2, 0, 0, 0, 0, -1, 2, 0, 0, 0, -128, 7};
    assertThat(read("a.bvecs", bytes)).isEqualTo(rows);
    ByteBuffer ints = ByteBuffer.allocate(6 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    ints.putInt(2).putInt(0).putInt(255).putInt(2).putInt(128).putInt(7);
    assertThat(read("a.ivecs", ints.array())).isEqualTo(rows);
  }

  private byte[] hdf5(String dataset, Object data) throws IOException {
    Path file = folder.resolve("written.hdf5");
    try (WritableHdfFile written = HdfFile.write(file)) {
      written.putDataset(dataset, data);
    }
    return Files.readAllBytes(file);
  }

  @Test
  void readsHdf5InBlocks() throws IOException {
    float[][] floats = {
      {0, 0.25f, 0.5f}, {0.75f, 1, 1.25f}, {1.5f, 1.75f, 2}, {2.25f, 2.5f, 2.75f}
    };
    assertThat(read("a.hdf5", hdf5("train", floats))).isEqualTo(ROWS);
    double[][] doubles = new double[3000][1500];
    for (int i = 0; i < doubles.length; i++) {
      Arrays.fill(doubles[i], i);
    }
    List<Record> many = read("a.h5", hdf5("train", doubles));
    assertThat(many).hasSize(3000);
    for (int i = 0; i < many.size(); i++) {
      assertThat(many.get(i).id()).isEqualTo(Record.of(5 + i).id());
      float[] row = many.get(i).vectors().get("v").values();
      assertThat(row).hasSize(1500);
      assertThat(row[1499]).isEqualTo(i);
    }
  }

  @Test
  void hdf5OfAnotherShapeOrTypeIsRefused() throws IOException {
    byte[] other = hdf5("test", new float[][] {{1}});
    assertThatThrownBy(() -> read("a.hdf5", other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.hdf5: dataset 'train'");
    byte[] ints = hdf5("train", new int[][] {{1}});
    assertThatThrownBy(() -> read("a.hdf5", ints))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("a.hdf5: dataset 'train' must hold float32 or float64, not int");
    byte[] line = hdf5("train", new float[] {1, 2});
    assertThatThrownBy(() -> read("a.hdf5", line))
        .hasMessageContaining("must be a matrix")
        .hasMessageContaining("[2]");
    assertThatThrownBy(() -> read("a.hdf5", new byte[100]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.hdf5: is no HDF5 file");
    byte[] nan = hdf5("train", new float[][] {{1}, {Float.NaN}});
    assertThatThrownBy(() -> read("a.hdf5", nan))
        .hasMessageContaining("a.hdf5: row 1: vector must be finite");
  }

  @Test
  void truncatedHdf5IsRefused() throws IOException {
    byte[] whole = hdf5("train", new float[][] {{1, 2}, {3, 4}});
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      try {
        read("part.hdf5", part);
      } catch (AkinException.InvalidArgument | IOException e) {
        assertThat(e).hasMessageContaining("part.hdf5: ");
      }
    }
  }

  @Test
  void npyOfAnotherShapeOrTypeIsRefused() {
    assertThatThrownBy(() -> read("fortran.npy", resource("fortran.npy")))
        .hasMessageContaining("fortran.npy: rows must follow each other (C order)");
    assertThatThrownBy(() -> read("int64.npy", resource("int64.npy")))
        .hasMessageContaining("int64.npy: values must be float32 or float64")
        .hasMessageContaining("<i8");
    assertThatThrownBy(() -> read("text.npy", new byte[100]))
        .hasMessageContaining("text.npy: is no .npy file");
  }

  @Test
  void truncatedFilesAreRefused() throws IOException {
    byte[] npy = resource("float32.npy");
    for (int length = 0; length < npy.length; length++) {
      byte[] part = Arrays.copyOf(npy, length);
      assertThatThrownBy(() -> read("part.npy", part))
          .isInstanceOfAny(AkinException.InvalidArgument.class, EOFException.class)
          .hasMessageContaining("part.npy: ");
    }
    byte[] fvecs = fvecs(3, 3);
    for (int length = 1; length < fvecs.length; length++) {
      if (length != fvecs.length / 2) {
        byte[] part = Arrays.copyOf(fvecs, length);
        assertThatThrownBy(() -> read("part.fvecs", part))
            .isInstanceOf(EOFException.class)
            .hasMessageContaining("part.fvecs: vector ")
            .hasMessageContaining("ends within a vector");
      }
    }
  }

  @Test
  void fvecsOfAnotherDimensionAreRefused() {
    assertThatThrownBy(() -> read("a.fvecs", fvecs(3, 2)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("a.fvecs: vector 1: dimension must be 3 as before: 2");
    assertThatThrownBy(() -> read("a.fvecs", new byte[] {0, 0, 0, -1, 0}))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("a.fvecs: vector 0: dimension must be 1 to 65536");
  }

  @Test
  void vectorsThatAreNotFiniteAreNamed() throws IOException {
    byte[] npy = resource("float32.npy");
    ByteBuffer.wrap(npy)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(npy.length - Float.BYTES, Float.NaN);
    assertThatThrownBy(() -> read("nan.npy", npy))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("nan.npy: row 3: vector must be finite: value 2 is NaN");
  }

  @Test
  void damagedHeadersAreRefusedIfNotReadable() throws IOException {
    long seed = Long.getLong("test.seed", System.nanoTime());
    Random random = new Random(seed);
    byte[] npy = resource("float32.npy");
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = npy.clone();
      damaged[random.nextInt(128)] ^= (byte) (1 << random.nextInt(8));
      try {
        read("damaged.npy", damaged);
      } catch (AkinException.InvalidArgument | EOFException e) {
        assertThat(e).as("seed %d", seed).hasMessageContaining("damaged.npy: ");
      }
    }
  }

  @Test
  void formatsAreToldByName() {
    assertThat(Format.of(Path.of("a.NDJSON"))).isEqualTo(Format.JSONL);
    assertThat(Format.of(Path.of("-"))).isEqualTo(Format.JSONL);
    assertThatThrownBy(() -> Format.of(Path.of("a.txt")))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("a.txt: name must end in .jsonl");
  }
}
