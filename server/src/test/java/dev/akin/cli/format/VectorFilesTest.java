package dev.akin.cli.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Input;
import dev.akin.api.Record;
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

/** Of fvecs and npy files; the npy files among the resources were written by NumPy. */
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
    try (RecordSource source = Format.of(file).open(file, "v", 5)) {
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
    assertThatThrownBy(() -> Format.of(Path.of("a.csv")))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("a.csv: name must end in .jsonl");
  }
}
