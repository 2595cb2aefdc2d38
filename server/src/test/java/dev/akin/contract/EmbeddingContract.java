package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.api.Purpose;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.Metric;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Models make vectors, of records, of queries and by themselves. */
interface EmbeddingContract extends Fixture {
  @Test
  default void modelsAreListed() {
    assertThat(db().models())
        .contains(
            new ModelInfo(
                LetterEmbedders.LETTERS,
                26,
                Set.of(Modality.TEXT),
                Metric.COSINE,
                0,
                "letters-of-english-1"))
        .isSortedAccordingTo(Comparator.comparing(ModelInfo::name));
  }

  @Test
  default void textsAreEmbeddedInOrder() {
    List<Input> inputs = List.of(Input.text("aab"), Input.text("z"), Input.text(""));
    List<float[]> raw =
        db().embed(LetterEmbedders.LETTERS, inputs, new EmbedOptions(Purpose.DOCUMENT, false));
    assertThat(raw).hasSize(3).allSatisfy(vector -> assertThat(vector).hasSize(26));
    assertThat(raw.get(0)).startsWith(2, 1, 0);
    assertThat(raw.get(1)).endsWith(1);
    List<float[]> unit = db().embed(LetterEmbedders.LETTERS, inputs, EmbedOptions.QUERY);
    assertThat(unit.get(0)[0]).isCloseTo(0.8944f, offset(1e-4f));
    assertThat(db().embed(LetterEmbedders.LETTERS, List.of(), EmbedOptions.QUERY)).isEmpty();
  }

  @Test
  default void whatAModelDoesNotTakeIsRefused() {
    assertThatThrownBy(() -> db().embed("nope", List.of(Input.text("a")), EmbedOptions.DOCUMENT))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("'nope'");
    List<Input> withImage = List.of(Input.text("a"), Input.image(new byte[] {1}));
    assertThatThrownBy(() -> db().embed(LetterEmbedders.LETTERS, withImage, EmbedOptions.DOCUMENT))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("inputs[1]");
    List<Input> tooMany = Collections.nCopies(Collection.MAX_BATCH + 1, Input.text("a"));
    assertThatThrownBy(() -> db().embed(LetterEmbedders.LETTERS, tooMany, EmbedOptions.DOCUMENT))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("10000");
  }

  @Test
  default void textsAreFoundByTextAndKeptWithTheirRecord() {
    Collection texts =
        db().createCollection("t", CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS));
    texts.upsert(Record.of("sea").text("salt water"), Record.of("sky").text("blue high cloud"));
    assertThat(texts.search(Query.text("wattle salt").k(1)).hits().getFirst().id())
        .isEqualTo(RecordId.of("sea"));
    Record read = texts.get(RecordId.of("sea")).orElseThrow();
    assertThat(read.sources()).containsEntry("default", Input.text("salt water"));
    assertThat(read.vectors()).isEmpty();
    assertThat(restart().collection("t").search(Query.text("dough lie club").k(1)).hits())
        .extracting(hit -> hit.record().sources().get("default"))
        .containsExactly(Input.text("blue high cloud"));
  }

  @Test
  default void aGivenVectorIsTakenAsItIsAndItsSourceKept() {
    Collection texts =
        db().createCollection("t", CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS));
    float[] made = new float[26];
    made[25] = 1;
    texts.upsert(Record.of(1).text("aaa").vector(made));
    Record read = texts.get(List.of(RecordId.of(1)), Include.ALL).getFirst();
    assertThat(read.vectors().get("default")).isEqualTo(new Input.Vector(made));
    assertThat(read.sources().get("default")).isEqualTo(Input.text("aaa"));
    assertThat(texts.search(Query.text("zz")).hits().getFirst().score()).isGreaterThan(0.99f);
  }

  @Test
  default void sourcesThatAreNotToBeKeptAreNot() {
    Collection texts =
        db().createCollection(
                "t",
                CollectionSpec.empty()
                    .vector(
                        "default",
                        VectorSpec.ofEmbedder(LetterEmbedders.LETTERS).keepSource(false)));
    texts.upsert(Record.of(1).text("abc"));
    Record read = texts.get(List.of(RecordId.of(1)), Include.ALL).getFirst();
    assertThat(read.sources()).isEmpty();
    assertThat(read.vectors().get("default").values()).hasSize(26);
  }

  @Test
  default void rawInputWithoutAModelThatTakesItIsRefused() {
    Collection plain = create(2);
    assertThatThrownBy(() -> plain.upsert(Record.of(1).text("hello")))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("embedder");
    assertThatThrownBy(() -> plain.search(Query.text("hello")))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("embedder");
    Collection texts =
        db().createCollection("t", CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS));
    assertThatThrownBy(() -> texts.upsert(Record.of(1).image(new byte[] {1, 2})))
        .isInstanceOf(AkinException.InvalidArgument.class);
    assertThatThrownBy(() -> texts.search(Query.image(new byte[] {1, 2})))
        .isInstanceOf(AkinException.InvalidArgument.class);
    assertThat(texts.count()).isZero();
  }
}
