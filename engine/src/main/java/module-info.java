/** The in-process database. */
module dev.akin.engine {
  requires transitive dev.akin.api;
  requires transitive dev.akin.embedders;
  requires com.github.benmanes.caffeine;
  requires dev.akin.index;
  requires dev.akin.storage;
  requires org.apache.lucene.analysis.common;
  requires org.apache.lucene.core;
  requires org.slf4j;
  requires roaringbitmap;

  exports dev.akin.engine;

  uses dev.akin.embedders.EmbedderProvider;
}
