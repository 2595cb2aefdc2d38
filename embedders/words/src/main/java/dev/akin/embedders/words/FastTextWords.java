package dev.akin.embedders.words;

import java.util.Optional;

/** The words of a fastText model, which it closes. */
record FastTextWords(FastTextModel model) implements WordModel {
  @Override
  public int dimension() {
    return model.dimension();
  }

  @Override
  public Optional<float[]> vectorOf(String word) {
    float[] vector = model.wordVector(word);
    for (float value : vector) {
      if (value != 0) {
        return Optional.of(vector);
      }
    }
    return Optional.empty();
  }

  @Override
  public String fingerprint() {
    return model.fingerprint();
  }

  @Override
  public void close() {
    model.close();
  }
}
