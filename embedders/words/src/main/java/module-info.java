/** Models of word vectors, without native code. */
module dev.akin.embedders.words {
  requires transitive dev.akin.embedders;

  exports dev.akin.embedders.words;

  provides dev.akin.embedders.EmbedderProvider with
      dev.akin.embedders.words.FastTextProvider;
}
