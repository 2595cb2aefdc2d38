package dev.akin.engine.internal;

import dev.akin.api.ModelInfo;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models of a database, each opened when first asked for and kept until the database closes.
 * Safe for any number of threads.
 */
public final class Models implements AutoCloseable {
  private final EmbedderRegistry registry;
  private final Map<String, Path> paths;
  private final EmbedderOptions options;
  private final Map<String, Embedder> open = new ConcurrentHashMap<>();

  /**
   * Opens none yet.
   *
   * @param registry of what can be opened
   * @param paths of models by name; they hide bundled ones of the same name
   * @param options for all of them
   */
  public Models(EmbedderRegistry registry, Map<String, Path> paths, EmbedderOptions options) {
    this.registry = registry;
    this.paths = paths;
    this.options = options;
  }

  /**
   * The model of this name.
   *
   * @throws dev.akin.api.AkinException.NotFound if there is none
   */
  public Embedder get(String name) {
    return open.computeIfAbsent(
        name,
        _ -> {
          Path path = paths.get(name);
          return path == null
              ? registry.openBundled(name, options)
              : registry.open(name, path, options);
        });
  }

  /** All models, by name; opens those that are not. */
  public List<ModelInfo> list() {
    TreeSet<String> names = new TreeSet<>(registry.bundledNames());
    names.addAll(paths.keySet());
    return names.stream().map(name -> get(name).info()).toList();
  }

  @Override
  public void close() {
    open.values().forEach(Embedder::close);
  }
}
