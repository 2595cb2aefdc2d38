package dev.akin.api.index;

/** How vectors are indexed. A configuration that exists is valid. */
public sealed interface IndexConfig permits HnswConfig, IvfConfig, FlatConfig {
  /** The name used on the command line and in files, such as {@code hnsw}. */
  String id();
}
