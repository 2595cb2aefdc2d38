package dev.akin.embedders.emoji;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Text finds pictures of a vendor that the model was not trained on, among all 1,911 of them. The
 * floors are a little below what was measured when the model was made; see its MODEL.md.
 */
class EmojiRecallTest {
  private static Embedder model;
  private static List<EmojiPicture> pictures;
  private static List<float[]> images;

  @BeforeAll
  static void embedAllPictures() {
    model =
        EmbedderRegistry.load()
            .openBundled(EmojiProvider.NAME, EmbedderOptions.DEFAULTS.withDevice("cpu"));
    pictures = EmojiPicture.all();
    images =
        model.embed(
            pictures.stream().map(picture -> Input.image(picture.image())).toList(),
            EmbedOptions.DOCUMENT);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void isADualEncoder() {
    assertThat(pictures).hasSize(1911);
    assertThat(model.info().modalities()).containsExactlyInAnyOrder(Modality.TEXT, Modality.IMAGE);
    assertThat(model.info().dimension()).isEqualTo(256);
  }

  @Test
  void theNameFindsThePicture() {
    List<String> queries = pictures.stream().map(EmojiPicture::name).toList();
    assertThat(recallAt10("names", queries)).isGreaterThan(NAMES_FLOOR);
  }

  @Test
  void aPhraseNeverTrainedOnFindsThePicture() {
    List<String> queries = pictures.stream().map(EmojiPicture::otherName).toList();
    assertThat(queries).filteredOn(query -> !query.isEmpty()).hasSizeGreaterThan(700);
    assertThat(recallAt10("other names", queries)).isGreaterThan(OTHER_NAMES_FLOOR);
  }

  private static final double NAMES_FLOOR = 0.5;
  private static final double OTHER_NAMES_FLOOR = 0.4;

  /** The part of the queries whose picture is among their ten nearest; empty ones are left out. */
  private static double recallAt10(String what, List<String> queries) {
    List<Integer> asked = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      if (!queries.get(i).isEmpty()) {
        asked.add(i);
      }
    }
    List<float[]> texts =
        model.embed(
            asked.stream().map(i -> Input.text(queries.get(i))).toList(), EmbedOptions.QUERY);
    int found = 0;
    int first = 0;
    for (int q = 0; q < asked.size(); q++) {
      float wanted = product(texts.get(q), images.get(asked.get(q)));
      int better = 0;
      for (float[] image : images) {
        better += product(texts.get(q), image) > wanted ? 1 : 0;
      }
      found += better < 10 ? 1 : 0;
      first += better == 0 ? 1 : 0;
    }
    System.out.printf(
        "%s: %d queries, recall@1 %.3f, recall@10 %.3f%n",
        what, asked.size(), first / (double) asked.size(), found / (double) asked.size());
    return found / (double) asked.size();
  }

  private static float product(float[] one, float[] other) {
    float sum = 0;
    for (int d = 0; d < one.length; d++) {
      sum += one[d] * other[d];
    }
    return sum;
  }
}
