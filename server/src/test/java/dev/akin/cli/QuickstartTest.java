package dev.akin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SearchResult;
import dev.akin.api.Value;
import dev.akin.cli.quickstart.EmojiImport;
import dev.akin.cli.quickstart.GlossImport;
import dev.akin.cli.quickstart.Questions;
import dev.akin.cli.quickstart.WordNet;
import dev.akin.engine.EmbeddedDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
  private static final Pattern MODEL_SHARE = Pattern.compile("\\((\\d+) %\\) in the model minilm");

  @TempDir Path data;

  private Akin quickstart(String records) {
    Akin akin =
        Akin.run("quickstart", "--data", data.toString(), "--no-serve", "--records", records);
    assertThat(akin.code()).as(akin.err()).isZero();
    return akin;
  }

  /** A word that one gloss alone has finds it, whether or not the model knows what it means. */
  private static void rareWordsAreFoundByHybridSearch(Collection glosses) {
    glosses.createFullTextIndex(FullTextSpec.ofText());
    glosses.awaitIndexed(Duration.ofMinutes(1));
    Map<String, List<Record>> byWord = new TreeMap<>();
    for (Record gloss : glosses.scroll(Optional.empty(), 2000, Include.DEFAULTS).records()) {
      for (String word : words(((Input.Text) gloss.sources().get("default")).text())) {
        byWord.computeIfAbsent(word, _ -> new ArrayList<>()).add(gloss);
      }
    }
    List<String> rare =
        byWord.keySet().stream()
            .filter(word -> word.matches("[a-z]{9,}") && byWord.get(word).size() == 1)
            .limit(60)
            .toList();
    int missed = 0;
    for (String word : rare) {
      RecordId wanted = byWord.get(word).getFirst().id();
      Query query = Query.text(word).include(Set.of());
      missed += has(glosses.search(query), wanted) ? 0 : 1;
      assertThat(has(glosses.search(Query.hybrid(word).include(Set.of())), wanted))
          .as(word)
          .isTrue();
    }
    assertThat(missed).isPositive();
  }

  private static boolean has(SearchResult result, RecordId id) {
    return result.hits().stream().anyMatch(hit -> hit.id().equals(id));
  }

  /** The claim of the README, on the real model: found by meaning, not by words. */
  @Test
  void theBestAnswersShareNoWordWithTheirQuestions() {
    Akin first = quickstart("2000");
    assertThat(first.out())
        .contains("Importing 2000 glosses", "score", "lemma", "gloss", "akin serve --data " + data);
    Questions.ALL.forEach(
        question -> assertThat(first.out()).contains("akin search glosses \"" + question + "\""));
    Matcher share = MODEL_SHARE.matcher(first.out());
    assertThat(share.find()).isTrue();
    assertThat(Integer.parseInt(share.group(1))).isBetween(1, 100);

    assertThat(Questions.ALL).hasSize(4);
    try (Database database = EmbeddedDatabase.open(data)) {
      Collection glosses = database.collection(GlossImport.COLLECTION);
      assertThat(glosses.count()).isEqualTo(2000);
      rareWordsAreFoundByHybridSearch(glosses);
      for (String question : Questions.ALL) {
        Hit best = glosses.search(Query.text(question).k(1)).hits().getFirst();
        Set<String> shared = words(question);
        shared.retainAll(words(text(best)));
        assertThat(shared).as("%s: %s", question, text(best)).isEmpty();
        assertThat(best.score()).isGreaterThan(0.4f);
      }
    }
    assertThat(quickstart("2000").out())
        .contains("Found 2000 glosses", Questions.ALL.getFirst())
        .doesNotContain("Importing");
  }

  @Test
  void aRunThatWasStoppedIsTakenUpWhereItStood() {
    assertThat(quickstart("20").out()).contains("Importing 20 glosses");
    Map<String, Value> payload;
    try (Database database = EmbeddedDatabase.open(data)) {
      Collection glosses = database.collection(GlossImport.COLLECTION);
      String id = WordNet.open().spread(1).getFirst().id();
      payload = glosses.get(RecordId.of(id)).orElseThrow().payload();
      assertThat(payload).containsOnlyKeys("lemma", "pos", "lexname");
      assertThat(glosses.delete(RecordId.of(id))).isTrue();
    }
    assertThat(quickstart("30").out()).contains("Importing 11 glosses");
    try (Database database = EmbeddedDatabase.open(data)) {
      assertThat(database.collection(GlossImport.COLLECTION).count()).isEqualTo(30);
    }
  }

  @Test
  void wrongNumbersAreRefused() {
    Akin akin = Akin.run("quickstart", "--data", data.toString(), "--records", "0");
    assertThat(akin.code()).isEqualTo(1);
    assertThat(akin.err()).isEqualTo("akin: records must be at least 1: 0\n");
  }

  private static String text(Hit hit) {
    String lemma = ((Value.Text) hit.record().payload().get("lemma")).value();
    return lemma + " " + ((Input.Text) hit.record().sources().get("default")).text();
  }

  private static Set<String> words(String text) {
    List<String> words = Arrays.asList(text.toLowerCase(Locale.ROOT).split("[^a-z]+", -1));
    Set<String> set = new HashSet<>(words);
    set.remove("");
    return set;
  }

  @Test
  void picturesAreFoundByText() {
    Akin first = Akin.run("quickstart", "--images", "--data", data.toString(), "--no-serve");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out())
        .contains(
            "Importing 1911 pictures", "akin search pictures \"flag of japan\"", "flag japan");
    try (Database database = EmbeddedDatabase.open(data)) {
      assertThat(database.collection(EmojiImport.COLLECTION).count()).isEqualTo(1911);
    }
  }
}
