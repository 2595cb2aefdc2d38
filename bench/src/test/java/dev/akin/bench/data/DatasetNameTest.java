package dev.akin.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetNameTest {
  @TempDir Path folder;

  @Test
  void readsTheNames() {
    assertThat(DatasetName.parse("glove", progress -> {}).source()).isEqualTo(new GloveVectors());
    assertThat(DatasetName.parse("wordnet:500", progress -> {}).source().name())
        .isEqualTo("wordnet-500");
    assertThat(DatasetName.parse("random", progress -> {}).source())
        .isEqualTo(new RandomVectors(1_000_000, 128, 7));
    assertThat(DatasetName.parse("random:50x4", progress -> {}).source())
        .isEqualTo(new RandomVectors(50, 4, 7));
    for (String wrong : new String[] {"glov", "random:0x4", "random:5", "missing.fvecs"}) {
      assertThatThrownBy(() -> DatasetName.parse(wrong, progress -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith(wrong);
    }
  }

  @Test
  void readsAnFvecsFile() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(2 * 12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(2).putFloat(1).putFloat(2).putInt(2).putFloat(3).putFloat(4);
    Path file = Files.write(folder.resolve("small.fvecs"), bytes.array());
    VectorSource source = DatasetName.parse(file.toString(), progress -> {}).source();
    assertThat(source.name()).isEqualTo("small");
    assertThat(source.load(folder)).isDeepEqualTo(new float[][] {{1, 2}, {3, 4}});
    bytes.putInt(12, 3);
    Files.write(file, bytes.array());
    assertThatThrownBy(() -> source.load(folder)).hasMessageContaining("mixes dimensions");
  }
}
