/** The interface of embedding models, and how they are found. */
module dev.akin.embedders {
  requires transitive dev.akin.api;

  exports dev.akin.embedders;

  uses dev.akin.embedders.EmbedderProvider;
}
