package dev.akin.embedders.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the words of a text that a model knows. A text is split at white space; a piece that is not
 * known is tried in lower case, and then without its punctuation: each of its runs of letters and
 * digits, as it is and in lower case.
 */
final class WordSplitter {
  /** A word as the model spells it, and its vector. */
  record Known(String word, float[] vector) {}

  private WordSplitter() {}

  static List<Known> known(String text, WordModel model) {
    List<Known> known = new ArrayList<>();
    for (String piece : text.split("\\s+", 0)) {
      if (!piece.isEmpty() && !add(piece, model, known)) {
        addRuns(piece, model, known);
      }
    }
    return known;
  }

  private static boolean add(String word, WordModel model, List<Known> known) {
    Optional<float[]> vector = model.vectorOf(word);
    String spelled = word;
    if (vector.isEmpty()) {
      spelled = word.toLowerCase(Locale.ROOT);
      vector = spelled.equals(word) ? vector : model.vectorOf(spelled);
    }
    if (vector.isEmpty()) {
      return false;
    }
    known.add(new Known(spelled, vector.get()));
    return true;
  }

  private static void addRuns(String piece, WordModel model, List<Known> known) {
    int start = 0;
    int end = 0;
    while (end <= piece.length()) {
      int character = end < piece.length() ? piece.codePointAt(end) : ' ';
      if (!Character.isLetterOrDigit(character)) {
        boolean whole = start == 0 && end == piece.length();
        if (end > start && !whole) {
          add(piece.substring(start, end), model, known);
        }
        start = end + Character.charCount(character);
      }
      end += Character.charCount(character);
    }
  }
}
