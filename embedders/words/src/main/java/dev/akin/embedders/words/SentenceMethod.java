package dev.akin.embedders.words;

import java.util.List;

/** How the vectors of words become the one of a sentence. Immutable. */
sealed interface SentenceMethod {
  /** The vector of a sentence; zeros without a word that is known. */
  float[] vector(List<WordSplitter.Known> words, int dimension);

  /** What it adds to a fingerprint. */
  String canonical();

  /** The mean. */
  record Mean() implements SentenceMethod {
    @Override
    public float[] vector(List<WordSplitter.Known> words, int dimension) {
      return weighted(words, dimension, _ -> 1);
    }

    @Override
    public String canonical() {
      return "mean";
    }
  }

  /**
   * The mean with frequent words weighted down, without the part that all sentences share.
   *
   * @param sif weights and component
   */
  record Weighted(Sif sif) implements SentenceMethod {
    @Override
    public float[] vector(List<WordSplitter.Known> words, int dimension) {
      return sif.withoutComponent(weighted(words, dimension, sif::weight));
    }

    @Override
    public String canonical() {
      return sif.canonical();
    }
  }

  /** The weight of a word. */
  interface Weight {
    double of(String word);
  }

  /** The sum of the weighted vectors, over the number of words. */
  static float[] weighted(List<WordSplitter.Known> words, int dimension, Weight weight) {
    double[] sum = new double[dimension];
    for (WordSplitter.Known word : words) {
      double factor = weight.of(word.word());
      for (int d = 0; d < dimension; d++) {
        sum[d] += factor * word.vector()[d];
      }
    }
    float[] vector = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      vector[d] = (float) (sum[d] / Math.max(1, words.size()));
    }
    return vector;
  }
}
