package dev.akin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Damage;
import dev.akin.api.Include;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Record;
import dev.akin.api.SyncMode;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
  private static final CollectionSpec RICH =
      CollectionSpec.empty()
          .vector("zulu", VectorSpec.ofEmbedder("minilm").dimension(384).keepSource(false))
          .vector(
              "alpha",
              VectorSpec.ofDimension(100).metric(Metric.EUCLIDEAN).index(new HnswConfig(8, 64, -5)))
          .vector("flat", VectorSpec.ofDimension(1).index(FlatConfig.DEFAULTS).metric(Metric.DOT))
          .vector(
              "lists",
              VectorSpec.ofDimension(2)
                  .index(new IvfConfig(99, -7))
                  .quantizer(new QuantizerConfig.Rabitq(3)))
          .vector(
              "products",
              VectorSpec.ofDimension(20)
                  .index(FlatConfig.DEFAULTS)
                  .quantizer(new QuantizerConfig.Pq(7, 8)))
          .vector("bits", VectorSpec.ofDimension(9).metric(Metric.HAMMING))
          .sync(SyncMode.INTERVAL);

  @TempDir Path data;

  @Test
  void theCatalogComesBack() {
    CollectionMeta rich;
    CollectionMeta empty;
    try (Storage storage = Storage.open(data.resolve("made/on/the/way"))) {
      rich = storage.createCollection("rich", RICH, Map.of("zulu", "sha256:abc"));
      empty = storage.createCollection("empty", CollectionSpec.empty(), Map.of());
      storage.setPayloadIndexes(rich.id(), Map.of("a.b", PayloadIndexType.NUMBER));
      rich = storage.collection(rich.id()).meta();
    }
    try (Storage storage = Storage.open(data.resolve("made/on/the/way"))) {
      assertThat(storage.collections()).containsExactly(empty, rich);
      CollectionMeta read = storage.collection(rich.id()).meta();
      assertThat(read.spec()).isEqualTo(RICH);
      assertThat(read.payloadIndexes()).isEqualTo(Map.of("a.b", PayloadIndexType.NUMBER));
      assertThat(read.vectors().keySet())
          .containsExactly("zulu", "alpha", "flat", "lists", "products", "bits");
      assertThat(read.vectors().values().stream().map(VectorMeta::id))
          .containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(read.vectors().get("zulu").fingerprint()).isEqualTo(Optional.of("sha256:abc"));
      assertThat(read.vectors().get("alpha").fingerprint()).isEmpty();
    }
  }

  @Test
  void namesAreUniqueAndDimensionsFilledIn() {
    try (Storage storage = Storage.open(data)) {
      storage.createCollection("docs", CollectionSpec.empty(), Map.of());
      assertThatThrownBy(() -> storage.createCollection("docs", CollectionSpec.empty(), Map.of()))
          .isInstanceOf(AkinException.AlreadyExists.class)
          .hasMessageContaining("'docs'");
      assertThatThrownBy(() -> storage.createCollection("a/b", CollectionSpec.empty(), Map.of()))
          .isInstanceOf(AkinException.InvalidArgument.class);
      assertThatThrownBy(
              () -> storage.createCollection("m", CollectionSpec.ofEmbedder("minilm"), Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("dimension");
      assertThat(storage.collections()).hasSize(1);
    }
  }

  @Test
  void aDropLeavesNothingBehindAndItsIdIsNotUsedAgain() throws IOException {
    Path index;
    try (Storage storage = Storage.open(data)) {
      CollectionMeta kept =
          storage.createCollection("kept", CollectionSpec.ofDimension(2), Map.of());
      CollectionMeta gone =
          storage.createCollection("gone", CollectionSpec.ofDimension(2), Map.of());
      CollectionStore store = storage.collection(gone.id());
      for (CollectionMeta meta : List.of(kept, gone)) {
        try (CollectionWrite write = storage.collection(meta.id()).begin(List.of())) {
          for (int i = 0; i < 100; i++) {
            write.put(Record.of(i).vector(i, 1).text("text " + i));
          }
          write.commit(false);
        }
      }
      index = storage.indexDirectory(gone.id());
      Files.writeString(index.resolve("default.hnsw"), "an index");
      CollectionWrite open = store.begin(List.of());
      assertThatThrownBy(() -> storage.dropCollection(gone.id()))
          .isInstanceOf(IllegalStateException.class);
      open.close();

      storage.dropCollection(gone.id());

      assertThat(index).doesNotExist();
      assertThat(storage.collections()).containsExactly(kept);
      assertThatThrownBy(() -> storage.collection(gone.id()))
          .isInstanceOf(AkinException.NotFound.class);
      assertThatThrownBy(() -> store.read(new long[] {1}, Include.ALL))
          .isInstanceOf(AkinException.NotFound.class)
          .hasMessageContaining("'gone' was dropped");
      assertThatThrownBy(() -> store.begin(List.of())).isInstanceOf(AkinException.NotFound.class);
    }
    assertThat(Rows.count(data))
        .containsEntry(Family.CATALOG, 2)
        .containsEntry(Family.RECORDS, 100)
        .containsEntry(Family.SOURCES, 100)
        .containsEntry(Family.VECTORS, 100)
        .containsEntry(Family.IDS, 100)
        .containsEntry(Family.CHANGES, 100);
    try (Storage storage = Storage.open(data)) {
      CollectionMeta again = storage.createCollection("gone", CollectionSpec.empty(), Map.of());
      assertThat(again.id()).isEqualTo(3);
      assertThat(storage.collection(3).lastSeq()).isZero();
      assertThat(storage.collection(1).lastSeq()).isEqualTo(100);
    }
  }

  @Test
  void aDropGivesBackTheSpace() throws IOException {
    try (Storage storage = Storage.open(data)) {
      int id = storage.createCollection("big", CollectionSpec.ofDimension(512), Map.of()).id();
      float[] vector = new float[512];
      for (int batch = 0; batch < 20; batch++) {
        try (CollectionWrite write = storage.collection(id).begin(List.of())) {
          for (int i = 0; i < 1000; i++) {
            write.put(Record.of(batch * 1000L + i).vector(vector.clone()));
          }
          write.commit(false);
        }
      }
    }
    assertThat(diskUse()).isGreaterThan(40_000_000);
    try (Storage storage = Storage.open(data)) {
      storage.dropCollection(storage.collections().getFirst().id());
    }
    assertThat(diskUse()).isLessThan(2_000_000);
  }

  private long diskUse() throws IOException {
    try (var files = Files.walk(data)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void orphanedIndexDirectoriesAreSweptAtOpen() throws IOException {
    Path kept;
    Path orphan;
    try (Storage storage = Storage.open(data)) {
      int id = storage.createCollection("docs", CollectionSpec.empty(), Map.of()).id();
      kept = storage.indexDirectory(id);
      orphan = Files.createDirectories(kept.resolveSibling("11").resolve("deep")).getParent();
    }
    Storage.open(data).close();
    assertThat(kept).exists();
    assertThat(orphan).doesNotExist();
  }

  @Test
  void afterCloseEveryCallFails() {
    Storage storage = Storage.open(data);
    CollectionStore store =
        storage.collection(storage.createCollection("a", CollectionSpec.empty(), Map.of()).id());
    CollectionWrite write = store.begin(List.of());
    storage.close();
    storage.close();
    for (Runnable call :
        List.<Runnable>of(
            () -> write.put(Record.of("a")),
            () -> write.commit(true),
            () -> store.read(new long[] {1}, Include.ALL),
            () -> store.scanSeqs(0, seq -> {}),
            () -> store.begin(List.of()),
            storage::syncWal,
            () -> storage.createCollection("b", CollectionSpec.empty(), Map.of()))) {
      assertThatThrownBy(call::run)
          .isInstanceOf(AkinException.FailedPrecondition.class)
          .hasMessageContaining("closed");
    }
    write.close();
  }

  @Test
  void aNewerFormatIsRefused() throws IOException {
    Storage.open(data).close();
    assertThat(data.resolve("FORMAT")).hasContent("akin-data 2\n");
    Files.writeString(data.resolve("FORMAT"), "akin-data 3\n");
    assertThatThrownBy(() -> Storage.open(data))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("format 3")
        .hasMessageContaining(data.toString());
    Files.writeString(data.resolve("FORMAT"), "akin-dbta 1\n");
    assertThatThrownBy(() -> Storage.open(data))
        .isInstanceOf(AkinException.Corrupted.class)
        .hasMessageContaining("FORMAT");
  }

  @Test
  void missingPiecesAreNoticed() throws IOException {
    try (Storage storage = Storage.open(data)) {
      storage.createCollection("docs", CollectionSpec.empty(), Map.of());
    }
    Files.move(data.resolve("FORMAT"), data.resolve("elsewhere"));
    assertThatThrownBy(() -> Storage.open(data))
        .isInstanceOf(AkinException.Corrupted.class)
        .hasMessageContaining("FORMAT is missing");
    Files.move(data.resolve("elsewhere"), data.resolve("FORMAT"));
    Files.move(data.resolve("rocksdb"), data.resolve("elsewhere"));
    assertThatThrownBy(() -> Storage.open(data))
        .isInstanceOf(AkinException.Corrupted.class)
        .hasMessageContaining("rocksdb");
    try (var left = Files.list(data.resolve("rocksdb"))) {
      for (Path path : left.toList()) {
        Files.delete(path);
      }
    }
    Files.delete(data.resolve("rocksdb"));
    Files.move(data.resolve("elsewhere"), data.resolve("rocksdb"));
    Storage.open(data).close();
  }

  @Test
  void aFileIsNoDataDirectory() throws IOException {
    Path file = Files.writeString(data.resolve("file"), "text");
    assertThatThrownBy(() -> Storage.open(file))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aTableThatAKillLeftUnfinishedIsNoDamage() throws IOException {
    try (Storage storage = Storage.open(data)) {
      CollectionStore store =
          storage.collection(
              storage.createCollection("docs", CollectionSpec.empty(), Map.of()).id());
      try (CollectionWrite write = store.begin(List.of())) {
        write.put(Record.of("a"));
        write.commit(true);
      }
    }
    Path unfinished = Files.createFile(Storage.rocksdb(data).resolve("999998.sst"));
    StorageCheck check = StorageCheck.of(data);
    assertThat(check.damages()).isEmpty();
    assertThat(check.notes()).extracting(Damage::file).containsExactly(unfinished.toString());

    Path used;
    try (var tables = Files.newDirectoryStream(Storage.rocksdb(data), "0*.sst")) {
      used = tables.iterator().next();
    }
    byte[] bytes = Files.readAllBytes(used);
    bytes[bytes.length / 2] ^= 1;
    Files.write(used, bytes);
    assertThat(StorageCheck.of(data).damages()).extracting(Damage::file).contains(used.toString());
  }
}
