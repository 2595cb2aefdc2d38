package dev.akin.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.Include;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SearchResult;
import dev.akin.api.VectorInfo;
import dev.akin.api.VectorSpec;
import dev.akin.api.filter.FilterParser;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.engine.DataCheck;
import dev.akin.engine.EmbeddedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Opens a data directory of each format version that there ever was. To add the one of a new
 * version, run this test with {@code -Dgolden.write=FILE} and keep the file; docs/format.md says
 * when.
 */
class GoldenDataTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aDataDirectoryOfEachVersionIsReadAsItWasWritten(int version) throws IOException {
    unpack("/golden/data-" + version + ".zip");
    DataCheck check = DataCheck.of(directory);
    assertThat(check.damages()).isEmpty();
    int expiring = version == 1 ? 0 : GoldenData.expiring().size();
    assertThat(check.collections()).isEqualTo(version == 1 ? 2 : 3);
    assertThat(check.records()).isEqualTo(GoldenData.POINTS + GoldenData.rich().size() + expiring);
    // Twice: the first open may have changed the format.
    for (int open = 0; open < 2; open++) {
      try (Database db = EmbeddedDatabase.open(directory)) {
        points(db.collection("points"));
        rich(db.collection("rich"));
        if (version > 1) {
          expiring(db.collection("expiring"));
        }
        Collection restored = db.snapshots().restore("snap", "restored");
        assertThat(contents(restored))
            .extracting(Record::id)
            .containsExactly(RecordId.of(-1L), RecordId.of("deleted"), RecordId.of("replaced"));
        db.dropCollection("restored");
        db.collection("rich").upsert(Record.of("more").vector(GoldenData.wide(5)));
        assertThat(db.collection("rich").delete(RecordId.of("more"))).isTrue();
      }
      assertThat(DataCheck.of(directory).damages()).isEmpty();
    }
  }

  private static void points(Collection points) {
    assertThat(contents(points)).isEqualTo(GoldenData.points());
    assertThat(points.count(FilterParser.parse("n >= 1000 and n < 1010"))).isEqualTo(10);
    for (var entry : GoldenData.indexes().entrySet()) {
      String name = entry.getKey();
      VectorInfo info = points.info().vectors().get(name);
      assertThat(info.spec()).isEqualTo(entry.getValue());
      // Mapped from the checkpoint, not built anew.
      assertThat(info.indexed()).as(name).isEqualTo(GoldenData.POINTS);
      int found = 0;
      for (int i = 0; i < GoldenData.POINTS; i += 50) {
        Query query = Query.vector(GoldenData.point(i)).using(name).k(1);
        SearchResult result = points.search(query);
        assertThat(result.stats().strategy()).isEqualTo(strategy(entry.getValue()));
        found += result.hits().getFirst().id().equals(RecordId.of(i)) ? 1 : 0;
        assertThat(points.search(query.exact()).hits().getFirst().id()).isEqualTo(RecordId.of(i));
      }
      assertThat(found).as(name).isGreaterThanOrEqualTo(18);
    }
  }

  private static String strategy(VectorSpec spec) {
    boolean scan =
        spec.index() instanceof FlatConfig && spec.quantizer() instanceof QuantizerConfig.None;
    return scan ? "exact" : spec.index().id();
  }

  private static void rich(Collection rich) {
    List<Record> found = contents(rich);
    assertThat(found).hasSameSizeAs(GoldenData.rich());
    for (int i = 0; i < found.size(); i++) {
      Record expected = GoldenData.rich().get(i);
      assertThat(found.get(i).id()).isEqualTo(expected.id());
      assertThat(found.get(i).payload()).isEqualTo(expected.payload());
      assertThat(found.get(i).sources()).isEqualTo(expected.sources());
      assertThat(found.get(i).vectors()).containsAllEntriesOf(expected.vectors());
    }
    assertThat(
            rich.search(Query.text("fox brown quick").using("words").k(1)).hits().getFirst().id())
        .isEqualTo(RecordId.of(-1L));
    assertThat(rich.search(Query.vector(GoldenData.wide(4)).k(1)).hits().getFirst().id())
        .isEqualTo(RecordId.of("replaced"));
  }

  private static void expiring(Collection expiring) {
    assertThat(expiring.info().ttl()).contains(Duration.ofDays(1));
    assertThat(expiring.count()).isEqualTo(2);
    assertThat(contents(expiring))
        .containsExactly(GoldenData.expiring().getFirst(), GoldenData.expiring().getLast());
  }

  /** All records with all they hold but their versions, in id order. */
  private static List<Record> contents(Collection collection) {
    List<Record> records = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      var page = collection.scroll(cursor, 1000, Include.ALL);
      page.records().forEach(it -> records.add(it.unversioned()));
      cursor = page.next();
    } while (cursor.isPresent());
    return records;
  }

  private void unpack(String resource) throws IOException {
    try (InputStream in = GoldenDataTest.class.getResourceAsStream(resource);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
        Path file = directory.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
  }

  @Test
  void theArchiveOfThisVersionCanBeMade() throws IOException {
    Path archive = Path.of(System.getProperty("golden.write", directory + "/data.zip"));
    GoldenData.write(Files.createDirectory(directory.resolve("work")), archive);
    assertThat(archive).isNotEmptyFile();
    assertThat(Files.size(archive)).isLessThan(300_000);
  }
}
