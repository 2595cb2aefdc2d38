package dev.akin.api.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SentenceSplitterTest {
  private static List<String> split(String text, int maxCharacters, int overlap) {
    return new SentenceSplitter(maxCharacters, overlap, Locale.ENGLISH)
        .split(text).stream().map(span -> span.of(text)).toList();
  }

  @Test
  void passagesHoldAsManySentencesAsFit() {
    String text = "One is here. Two is there. Three is gone.  Four.";
    assertThat(split(text, 27, 0))
        .containsExactly("One is here. Two is there.", "Three is gone.  Four.");
    assertThat(split(text, 1000, 3)).containsExactly(text);
  }

  @Test
  void neighboursShareSentencesWhereThereIsRoom() {
    String text = "One is here. Two is there. Three is gone. Four.";
    assertThat(split(text, 30, 1))
        .containsExactly(
            "One is here. Two is there.", "Two is there. Three is gone.", "Three is gone. Four.");
    assertThat(split("A short one. And one that is long enough. Short.", 30, 1))
        .containsExactly("A short one.", "And one that is long enough.", "Short.");
  }

  @Test
  void anEmptyLineEndsASentence() {
    assertThat(split("A heading\n\nIt begins here\nand goes on.", 30, 0))
        .containsExactly("A heading", "It begins here\nand goes on.");
  }

  @Test
  void aLongSentenceIsCutBetweenWordsOrWithinOne() {
    assertThat(split("some words that go on and on", 16, 0))
        .containsExactly("some words that", "go on and on");
    assertThat(split("x".repeat(40), 16, 0))
        .containsExactly("x".repeat(16), "x".repeat(16), "x".repeat(8));
    assertThat(split("y" + "😀".repeat(10), 16, 0))
        .containsExactly("y" + "😀".repeat(7), "😀".repeat(3));
  }

  @Test
  void blankTextHasNoPassage() {
    assertThat(split("", 16, 0)).isEmpty();
    assertThat(split(" \n\n\t ", 16, 0)).isEmpty();
  }

  @Test
  void nothingIsLostAndNothingIsTooLong() {
    Random random = new Random(7);
    String[] pieces = {
      "a", "word", "longer word ", ". ", "? ", "\n", "\n\n", " ", "😀", "Über ", "。"
    };
    for (int round = 0; round < 500; round++) {
      StringBuilder built = new StringBuilder();
      for (int i = random.nextInt(80); i > 0; i--) {
        built.append(pieces[random.nextInt(pieces.length)]);
      }
      String text = built.toString();
      int max = 16 + random.nextInt(40);
      boolean[] covered = new boolean[text.length()];
      int before = -1;
      for (Span span : new SentenceSplitter(max, random.nextInt(4), Locale.ROOT).split(text)) {
        assertThat(span.length()).isBetween(1, max);
        assertThat(span.start()).isGreaterThan(before);
        before = span.start();
        for (int i = span.start(); i < span.end(); i++) {
          covered[i] = true;
        }
      }
      for (int i = 0; i < text.length(); i++) {
        assertThat(covered[i] || Character.isWhitespace(text.charAt(i))).as(text).isTrue();
      }
    }
  }

  @Test
  void limitsAreChecked() {
    assertThatThrownBy(() -> new SentenceSplitter(15, 0, Locale.ROOT))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("maxCharacters");
    assertThatThrownBy(() -> new SentenceSplitter(100, -1, Locale.ROOT))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("overlap");
  }
}
