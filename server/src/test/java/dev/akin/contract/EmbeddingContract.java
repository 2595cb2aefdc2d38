package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.LongText;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.api.Purpose;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.TokenVector;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.Metric;
import dev.akin.embedders.emoji.EmojiPicture;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

  @Test
  default void aSmallerDimensionKeepsTheFirstValuesAtTheLengthOfTheWhole() {
    VectorSpec spec = VectorSpec.ofEmbedder(LetterEmbedders.LETTERS).dimension(3);
    Collection texts = db().createCollection("t", CollectionSpec.empty().vector("default", spec));
    assertThat(texts.info().vectors().get("default").spec().dimension()).isEqualTo(3);
    texts.upsert(Record.of(1).text("aabbz"), Record.of(2).text("c"), Record.of(3).text("zzz"));
    List<Record> read =
        texts.get(List.of(RecordId.of(1), RecordId.of(2), RecordId.of(3)), Include.ALL);
    float half = (float) Math.sqrt(0.5);
    assertThat(read.get(0).vectors().get("default").values())
        .containsExactly(new float[] {half, half, 0}, offset(1e-6f));
    assertThat(read.get(1).vectors().get("default").values()).containsExactly(0, 0, 1);
    assertThat(read.get(2).vectors().get("default").values()).containsExactly(0, 0, 0);
    assertThat(texts.search(Query.text("czzz").k(1)).hits().getFirst().id())
        .isEqualTo(RecordId.of(2));
    VectorSpec larger = spec.dimension(27);
    assertThatThrownBy(
            () -> db().createCollection("larger", CollectionSpec.empty().vector("default", larger)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("27")
        .hasMessageContaining("26");
  }

  @Test
  default void aCollectionSaysWhatBecomesOfLongTexts() {
    String text = "aaaaaaaabbbbbbbb";
    for (LongText fate : LongText.values()) {
      VectorSpec spec = VectorSpec.ofEmbedder(LetterEmbedders.SHORT_LETTERS).longText(fate);
      db().createCollection(fate.id(), CollectionSpec.empty().vector("default", spec));
    }
    Database again = restart();
    for (LongText fate : LongText.values()) {
      assertThat(again.collection(fate.id()).info().vectors().get("default").spec().longText())
          .isEqualTo(fate);
    }
    Collection rejecting = again.collection("reject");
    assertThatThrownBy(() -> rejecting.upsert(Record.of(1).text("a"), Record.of(2).text(text)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("8 tokens");
    assertThatThrownBy(() -> rejecting.search(Query.text(text)))
        .isInstanceOf(AkinException.InvalidArgument.class);
    assertThat(rejecting.count()).isZero();
    again.collection("truncate").upsert(Record.of(1).text(text));
    again.collection("average").upsert(Record.of(1).text(text));
    assertThat(score(again.collection("truncate"), "a")).isCloseTo(1, offset(1e-5f));
    assertThat(score(again.collection("average"), "a")).isCloseTo(0.7071f, offset(1e-4f));
    assertThat(score(again.collection("average"), text)).isCloseTo(1, offset(1e-5f));
    assertThatThrownBy(
            () ->
                again.embed(
                    LetterEmbedders.SHORT_LETTERS,
                    List.of(Input.text(text)),
                    EmbedOptions.DOCUMENT.longText(LongText.REJECT)))
        .isInstanceOf(AkinException.InvalidArgument.class);
  }

  private static float score(Collection collection, String query) {
    return collection.search(Query.text(query)).hits().getFirst().score();
  }

  @Test
  default void tokensHaveVectors() {
    List<TokenVector> tokens = db().embedTokens(LetterEmbedders.LETTERS, "ab");
    assertThat(tokens).hasSize(2);
    assertThat(tokens.get(1).token()).isEqualTo("b");
    assertThat(tokens.get(1).start()).isEqualTo(1);
    assertThat(tokens.get(1).end()).isEqualTo(2);
    assertThat(tokens.get(1).vector()).hasSize(26).startsWith(0, 1, 0);
    assertThatThrownBy(() -> db().embedTokens("nope", "ab"))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("'nope'");
  }

  @Test
  default void modelsAreAddedAndRememberedAndRemoved() {
    String path = modelFile("mine.letters");
    ModelInfo added = db().addModel("mine", path);
    assertThat(added.name()).isEqualTo("mine");
    assertThat(added.dimension()).isEqualTo(26);
    assertThatThrownBy(() -> db().addModel("mine", path))
        .isInstanceOf(AkinException.AlreadyExists.class)
        .hasMessageContaining("'mine'");
    assertThatThrownBy(() -> db().addModel(LetterEmbedders.LETTERS, path))
        .isInstanceOf(AkinException.AlreadyExists.class);
    assertThatThrownBy(() -> db().addModel("no/name", path))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("model name");
    Collection texts = db().createCollection("t", CollectionSpec.ofEmbedder("mine"));
    texts.upsert(Record.of(1).text("aab"));
    Database again = restart();
    assertThat(again.models()).contains(added);
    assertThat(again.collection("t").search(Query.text("baa")).hits()).hasSize(1);
    assertThatThrownBy(() -> again.removeModel("mine"))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("collection t");
    again.dropCollection("t");
    again.removeModel("mine");
    assertThat(again.models()).doesNotContain(added);
    assertThatThrownBy(() -> again.removeModel("mine")).isInstanceOf(AkinException.NotFound.class);
    assertThatThrownBy(() -> again.removeModel(LetterEmbedders.LETTERS))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("comes along");
    assertThat(restart().models()).doesNotContain(added);
  }

  @Test
  default void whatIsNoModelIsNotAdded() {
    String wrong = modelFile("wrong.pdf");
    assertThatThrownBy(() -> db().addModel("m", wrong))
        .isInstanceOf(AkinException.InvalidArgument.class);
    String letters = modelFile("typed.letters");
    assertThatThrownBy(() -> db().addModel("m", letters, Optional.of("gguf")))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("gguf")
        .hasMessageContaining("onnx");
    assertThatThrownBy(() -> db().addModel("m", letters.replace("typed", "missing")))
        .isInstanceOf(AkinException.NotFound.class);
    assertThat(db().models()).noneMatch(model -> model.name().equals("m"));
  }

  @Test
  default void picturesAreFoundByTextAndByPicture() {
    List<EmojiPicture> pictures =
        EmojiPicture.all().stream().filter(p -> PICTURES.contains(p.name())).toList();
    assertThat(pictures).hasSameSizeAs(PICTURES);
    Collection images = db().createCollection("t", CollectionSpec.ofEmbedder("emoji"));
    images.upsert(pictures.stream().map(p -> Record.of(p.name()).image(p.image())).toList());
    for (EmojiPicture picture : pictures) {
      RecordId id = RecordId.of(picture.name());
      assertThat(images.search(Query.text(picture.name()).k(1)).hits().getFirst().id())
          .isEqualTo(id);
      Hit same = images.search(Query.image(picture.image()).k(1)).hits().getFirst();
      assertThat(same.id()).isEqualTo(id);
      assertThat(same.score()).isGreaterThan(0.999f);
      assertThat(images.get(id).orElseThrow().sources())
          .containsEntry("default", Input.image(picture.image()));
    }
    byte[] torn = Arrays.copyOf(pictures.getFirst().image(), 200);
    assertThatThrownBy(
            () -> images.upsert(Record.of("new").text("fire"), Record.of("torn").image(torn)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("WebP image cannot be decoded");
    assertThatThrownBy(() -> images.search(Query.image(torn)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("WebP image cannot be decoded");
    assertThat(images.count()).isEqualTo(pictures.size());
  }

  /** Pictures that look nothing like each other. */
  Set<String> PICTURES = Set.of("guitar", "snowflake", "crescent moon", "sailboat", "church");
}
