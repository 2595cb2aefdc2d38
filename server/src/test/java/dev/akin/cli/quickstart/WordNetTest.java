package dev.akin.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordNetTest {
  private static final WordNet WORD_NET = WordNet.open();

  @Test
  void everyGlossIsThereOnce() {
    List<Gloss> all = WORD_NET.spread(Integer.MAX_VALUE);
    assertThat(all).hasSize(WordNet.SIZE);
    assertThat(all.stream().map(Gloss::id).distinct()).hasSize(all.size());
    assertThat(all)
        .allSatisfy(
            gloss -> {
              assertThat(gloss.id()).matches("[nvar][0-9]{8}");
              assertThat(gloss.lemma()).isNotBlank().doesNotContain("_", "(");
              assertThat(gloss.text()).isNotBlank().doesNotContain("|");
              assertThat(gloss.lexname())
                  .startsWith(gloss.id().startsWith("n") ? "noun." : "")
                  .startsWith(gloss.id().startsWith("v") ? "verb." : "");
            });
    assertThat(all)
        .contains(
            new Gloss(
                "n02086723",
                "dog",
                "noun",
                "noun.animal",
                "a member of the genus Canis (probably descended from the common wolf) that has"
                    + " been domesticated by man since prehistoric times; occurs in many breeds;"
                    + " \"the dog barked all night\""));
  }

  @Test
  void aChoiceIsSpreadOverAllFilesAndHoldsTheSmallerOnes() {
    List<Gloss> chosen = WORD_NET.spread(2000);
    Map<String, Long> byPos =
        chosen.stream().collect(Collectors.groupingBy(Gloss::pos, Collectors.counting()));
    Map<String, Long> all =
        WORD_NET.spread(Integer.MAX_VALUE).stream()
            .collect(Collectors.groupingBy(Gloss::pos, Collectors.counting()));
    assertThat(byPos).containsOnlyKeys("noun", "verb", "adjective", "adverb");
    byPos.forEach(
        (pos, count) ->
            assertThat(count / 2000.0)
                .isBetween(all.get(pos) / 117_791.0 - 0.002, all.get(pos) / 117_791.0 + 0.002));
    assertThat(new HashSet<>(chosen)).containsAll(WORD_NET.spread(700));
    assertThat(WORD_NET.spread(2000)).isEqualTo(chosen);
  }

  @Test
  void linesAreRead() {
    Function<String, Gloss> parse = line -> DataFile.parse(line, 'a', "adjective");
    assertThat(
            parse.apply(
                "00014490 00 s 01 galore(ip) 0 001 & 00013887 a 0000 | in great numbers; \"|\"  "))
        .isEqualTo(
            new Gloss("a00014490", "galore", "adjective", "adj.all", "in great numbers; \"|\""));
    assertThat(parse.apply("00000001 44 s 02 much_loved 0 x 0 000 | loved  ").lemma())
        .isEqualTo("much loved");
  }
}
