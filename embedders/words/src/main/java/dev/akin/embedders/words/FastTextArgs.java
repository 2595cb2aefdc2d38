package dev.akin.embedders.words;

import dev.akin.api.VectorSpec;

/**
 * The training arguments of a fastText model that matter for using it.
 *
 * @param dimension of the vectors
 * @param wordNgrams how many words in a row have a vector together; only of supervised models
 * @param supervised whether the model was trained to classify
 * @param bucket how many vectors all n-grams share
 * @param minn the shortest character n-gram of a word
 * @param maxn the longest; 0 for none
 */
record FastTextArgs(
    int dimension, int wordNgrams, boolean supervised, int bucket, int minn, int maxn) {
  private static final int MAGIC = 793712314;

  /** What a file begins with. */
  static final byte[] MAGIC_BYTES = {(byte) 0xba, 0x16, 0x4f, 0x2f};

  private static final int NEWEST_VERSION = 12;
  private static final int SUPERVISED = 3;

  /** Reads the head of a model. */
  static FastTextArgs read(ModelCursor cursor) {
    int magic = cursor.nextInt("the magic number");
    int version = cursor.nextInt("the version");
    if (magic != MAGIC || version < 11 || version > NEWEST_VERSION) {
      throw cursor.damaged("not a fastText model of version 11 or 12");
    }
    int dimension = cursor.nextCount("dim");
    cursor.next(4, Integer.BYTES, "ws, epoch, minCount and neg");
    int wordNgrams = cursor.nextCount("wordNgrams");
    cursor.nextInt("loss");
    boolean supervised = cursor.nextInt("model") == SUPERVISED;
    int bucket = cursor.nextCount("bucket");
    int minn = cursor.nextCount("minn");
    int maxn = cursor.nextCount("maxn");
    cursor.nextInt("lrUpdateRate");
    cursor.next(1, Double.BYTES, "t");
    if (dimension < 1 || dimension > VectorSpec.MAX_DIMENSION) {
      throw cursor.damaged("dim is " + dimension);
    }
    if (bucket == 0 && (maxn > 0 || wordNgrams > 1)) {
      throw cursor.damaged("n-grams without buckets");
    }
    // Supervised models of version 11 were trained without character n-grams, whatever they say.
    return new FastTextArgs(
        dimension, wordNgrams, supervised, bucket, minn, version == 11 && supervised ? 0 : maxn);
  }
}
