/** Models of word vectors, without native code. */
module dev.akin.embedders.words {
  requires transitive dev.akin.embedders;
  requires com.fasterxml.jackson.databind;

  exports dev.akin.embedders.words;

  provides dev.akin.embedders.EmbedderProvider with
      dev.akin.embedders.words.FastTextProvider,
      dev.akin.embedders.words.WordVectorProvider;
}
