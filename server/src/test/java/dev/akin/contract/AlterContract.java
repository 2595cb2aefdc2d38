package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.AlterResult;
import dev.akin.api.Alteration;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.OptimizeProgress;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.QuantizerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The vectors of a collection that is in use are changed, added and dropped. */
interface AlterContract extends Fixture {
  private static List<RecordId> ids(Collection c, Query query) {
    return c.search(query).hits().stream().map(Hit::id).toList();
  }

  private static Alteration index(IndexConfig index, QuantizerConfig quantizer) {
    return new Alteration.Index("default", Optional.of(index), Optional.of(quantizer));
  }

  @Test
  default void anIndexIsChangedToEveryOther() {
    Random random = new Random(SEED);
    Collection c = create(8);
    c.upsert(Fixture.randomRecords(random, 1100, 8));
    c.delete(RecordId.of(7));
    Query exact = Query.vector(Fixture.randomVector(random, 8)).k(20).exact();
    List<RecordId> before = ids(c, exact);
    List<Alteration> alterations =
        List.of(
            index(new HnswConfig(8, 40, 1), QuantizerConfig.Sq8.DEFAULTS),
            index(new IvfConfig(10, 1), new QuantizerConfig.Rabitq(4)),
            new Alteration.Index(
                "default", Optional.empty(), Optional.of(new QuantizerConfig.Pq(4, 8))),
            index(FlatConfig.DEFAULTS, QuantizerConfig.NONE),
            Alteration.Index.of("default", new HnswConfig(4, 20, 1)));
    for (Alteration alteration : alterations) {
      List<OptimizeProgress> progress = new ArrayList<>();
      AlterResult result = c.alter(alteration, progress::add);
      assertThat(result.records()).isEqualTo(1099);
      assertThat(result.embedded()).isZero();
      assertThat(progress).isNotEmpty();
      VectorSpec spec = c.info().vectors().get("default").spec();
      Alteration.Index asked = (Alteration.Index) alteration;
      asked.index().ifPresent(it -> assertThat(spec.index()).isEqualTo(it));
      asked.quantizer().ifPresent(it -> assertThat(spec.quantizer()).isEqualTo(it));
      assertThat(c.info().altering()).isEmpty();
      assertThat(c.info().dead()).isZero();
      assertThat(ids(c, exact)).isEqualTo(before);
      assertThat(ids(c, Query.vector(Fixture.randomVector(random, 8)).k(1099))).hasSize(1099);
      c.upsert(Record.of(8).vector(Fixture.randomVector(random, 8)));
      before = ids(c, exact);
    }
    Collection again = restart().collection("c");
    assertThat(again.info().vectors().get("default").spec().index())
        .isEqualTo(new HnswConfig(4, 20, 1));
    assertThat(ids(again, exact)).isEqualTo(before);
  }

  @Test
  default void whatDoesNotGoIsRefusedAndChangesNothing() {
    Collection c = create(3);
    c.upsert(Record.of(1).vector(1, 2, 3));
    assertThatThrownBy(() -> c.alter(Alteration.Index.of("nope", FlatConfig.DEFAULTS)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("'nope'")
        .hasMessageContaining("default");
    assertThatThrownBy(() -> c.alter(index(HnswConfig.DEFAULTS, QuantizerConfig.Rabitq.DEFAULTS)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("rabitq");
    assertThatThrownBy(
            () ->
                c.alter(
                    new Alteration.AddVector(
                        "default", VectorSpec.ofDimension(2), Optional.empty(), false)))
        .isInstanceOf(AkinException.AlreadyExists.class);
    assertThatThrownBy(() -> c.alter(Alteration.Reembed.of("default", LetterEmbedders.LETTERS)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("no embedder");
    assertThat(c.alter(Alteration.Index.of("default", HnswConfig.DEFAULTS)).records()).isEqualTo(1);
    assertThat(c.info().vectors().get("default").spec()).isEqualTo(VectorSpec.ofDimension(3));
    assertThat(c.cancelAlteration()).isFalse();
    db().dropCollection("c");
    assertThatThrownBy(() -> c.alter(new Alteration.DropVector("default")))
        .isInstanceOf(AkinException.NotFound.class);
  }

  @Test
  default void aVectorOfTheCallersIsAddedAndDropped() {
    Collection c = create(3);
    c.upsert(Record.of(1).vector(1, 2, 3).put("n", 1), Record.of(2).vector(3, 2, 1).put("n", 2));
    for (int round = 0; round < 2; round++) {
      c.alter(
          new Alteration.AddVector("shape", VectorSpec.ofDimension(2), Optional.empty(), false));
      assertThat(c.info().vectors()).containsOnlyKeys("default", "shape");
      Query shape = Query.vector(1, 0).using("shape");
      assertThat(ids(c, shape)).isEmpty();
      c.upsert(Record.of(2).vector(3, 2, 1).with("shape", Input.vector(1, 1)));
      assertThat(ids(c, shape)).containsExactly(RecordId.of(2));
      Collection again = restart().collection("c");
      assertThat(ids(again, shape)).containsExactly(RecordId.of(2));

      again.alter(new Alteration.DropVector("shape"));
      assertThatThrownBy(() -> again.search(shape))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("'shape'");
      assertThat(again.get(List.of(RecordId.of(2)), Set.of(Include.VECTORS)).getFirst().vectors())
          .containsOnlyKeys("default");
      c = restart().collection("c");
      assertThat(c.count()).isEqualTo(2);
    }
    c.alter(new Alteration.DropVector("default"));
    assertThat(c.info().vectors()).isEmpty();
    assertThat(c.get(RecordId.of(1)).orElseThrow().payload()).containsKey("n");
    c.alter(
        new Alteration.AddVector("default", VectorSpec.ofDimension(1), Optional.empty(), false));
    c.upsert(Record.of(3).vector(1));
    assertThat(ids(restart().collection("c"), Query.vector(1))).containsExactly(RecordId.of(3));
  }

  @Test
  default void aVectorIsFilledFromTheSourcesOfAnother() {
    Collection c = db().createCollection("c", CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS));
    c.upsert(Record.of(1).text("abc"), Record.of(2).text("xyz"), Record.of(3).put("n", 3));
    AlterResult result =
        c.alter(
            new Alteration.AddVector(
                "pairs",
                VectorSpec.ofEmbedder(LetterEmbedders.PAIRS),
                Optional.of("default"),
                false));
    assertThat(result.embedded()).isEqualTo(2);
    assertThat(result.skipped()).isZero();
    for (int i = 0; i < 2; i++) {
      assertThat(ids(c, Query.text("xy").using("pairs").k(1))).containsExactly(RecordId.of(2));
      assertThat(ids(c, Query.text("ab").k(1))).containsExactly(RecordId.of(1));
      Record record =
          c.get(List.of(RecordId.of(1)), Set.of(Include.SOURCES, Include.VECTORS)).getFirst();
      assertThat(record.sources()).containsOnlyKeys("default", "pairs");
      assertThat(record.vectors().get("pairs").values()).hasSize(51);
      c = restart().collection("c");
    }
    // The sources of the new vector are its own.
    c.alter(new Alteration.DropVector("default"));
    assertThat(c.get(RecordId.of(1)).orElseThrow().sources()).containsOnlyKeys("pairs");
  }
}
