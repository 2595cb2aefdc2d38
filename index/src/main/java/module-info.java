/** Vector indexes and the kernels that score vectors; nothing but the JDK underneath. */
module dev.akin.index {
  requires transitive dev.akin.api;
  requires jdk.incubator.vector;

  exports dev.akin.index;
  exports dev.akin.index.file;
  exports dev.akin.index.flat;
  exports dev.akin.index.hnsw;
  exports dev.akin.index.ivf;
}
