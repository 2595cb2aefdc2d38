package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.ModelInfo;
import dev.akin.api.Names;
import dev.akin.api.VectorSpec;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderRegistry;
import dev.akin.embedders.EmbedderStats;
import dev.akin.embedders.Model;
import dev.akin.embedders.Reranker;
import dev.akin.storage.ModelEntry;
import dev.akin.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of a database: those that modules bring along, those of its options, and those that
 * were added and are in its catalog. Each is opened when first asked for and kept until the
 * database closes. Safe for any number of threads.
 */
public final class Models implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Models.class);

  private final EmbedderRegistry registry;
  private final Map<String, Path> paths;
  private final EmbedderOptions options;
  private final Storage storage;
  private final QueryVectors queries;
  private final Map<String, ModelEntry> added = new ConcurrentHashMap<>();
  private final Map<String, Model> open = new ConcurrentHashMap<>();

  /**
   * Opens none yet.
   *
   * @param registry of what can be opened
   * @param paths of models by name; they hide others of the same name
   * @param options for all of them
   * @param storage that remembers what was added
   * @param queries cache of their vectors
   */
  public Models(
      EmbedderRegistry registry,
      Map<String, Path> paths,
      EmbedderOptions options,
      Storage storage,
      QueryVectors queries) {
    this.registry = registry;
    this.paths = paths;
    this.options = options;
    this.storage = storage;
    this.queries = queries;
    storage.models().forEach(entry -> added.put(entry.name(), entry));
  }

  /**
   * The embedder of this name.
   *
   * @throws AkinException.NotFound if there is no model of this name
   * @throws AkinException.InvalidArgument if it is another kind of model
   */
  public Embedder get(String name) {
    if (model(name) instanceof Embedder embedder) {
      return embedder;
    }
    throw new AkinException.InvalidArgument(
        "model '" + name + "' is a reranker: it makes no vectors");
  }

  /**
   * The reranker of this name.
   *
   * @throws AkinException.NotFound if there is no model of this name
   * @throws AkinException.InvalidArgument if it is another kind of model
   */
  Reranker reranker(String name) {
    if (model(name) instanceof Reranker reranker) {
      return reranker;
    }
    throw new AkinException.InvalidArgument(
        "model '" + name + "' is no reranker: it makes vectors");
  }

  private Model model(String name) {
    return open.computeIfAbsent(name, this::openNow);
  }

  private Model openNow(String name) {
    Path path = paths.get(name);
    if (path != null) {
      return registry.openModel(name, path, Optional.empty(), options);
    }
    ModelEntry entry = added.get(name);
    if (entry != null) {
      return registry.openModel(name, entry.path(), entry.type(), options);
    }
    if (registry.bundledNames().contains(name)) {
      return registry.openBundledModel(name, options);
    }
    throw notFound(name);
  }

  /**
   * A specification with the dimension of its model filled in.
   *
   * @param name of the vector
   * @throws AkinException.InvalidArgument if it wants more than the model has
   */
  public VectorSpec complete(String name, VectorSpec spec) {
    if (spec.embedder().isEmpty()) {
      return spec;
    }
    ModelInfo model = get(spec.embedder().orElseThrow()).info();
    if (spec.dimension() > model.dimension()) {
      throw new AkinException.InvalidArgument(
          "dimension of vector '"
              + name
              + "' must be at most that of model '"
              + model.name()
              + "' ("
              + model.dimension()
              + "): "
              + spec.dimension());
    }
    return spec.dimension() == 0 ? spec.dimension(model.dimension()) : spec;
  }

  private AkinException.NotFound notFound(String name) {
    Set<String> known = names();
    return new AkinException.NotFound(
        "no model '"
            + name
            + "'; "
            + (known.isEmpty()
                ? "there are none: add one, or put akin-embedders-minilm on the class path"
                : "known models: " + String.join(", ", known)));
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>(registry.bundledNames());
    names.addAll(paths.keySet());
    names.addAll(added.keySet());
    return names;
  }

  /** The cache of the vectors of queries. */
  QueryVectors queries() {
    return queries;
  }

  /** All models that open, by name; why one does not is in the log. */
  public List<ModelInfo> list() {
    List<ModelInfo> infos = new ArrayList<>();
    for (String name : names()) {
      try {
        infos.add(model(name).info());
      } catch (AkinException e) {
        LOG.warn("model '{}' does not open: {}", name, e.getMessage());
      }
    }
    return infos;
  }

  /** What the open models did, by name. */
  public Map<String, EmbedderStats> stats() {
    Map<String, EmbedderStats> stats = new TreeMap<>();
    open.forEach((name, model) -> stats.put(name, model.stats()));
    return stats;
  }

  /**
   * Opens a model and remembers it.
   *
   * @throws AkinException.AlreadyExists if there is one of this name
   */
  public synchronized ModelInfo add(String name, Path path, Optional<String> type) {
    Names.check("model name", name);
    if (names().contains(name)) {
      throw new AkinException.AlreadyExists("model '" + name + "' exists already");
    }
    Path absolute = path.toAbsolutePath().normalize();
    Model model = registry.openModel(name, absolute, type, options);
    try {
      ModelEntry entry = new ModelEntry(name, absolute, type);
      storage.putModel(entry);
      added.put(name, entry);
      open.put(name, model);
      return model.info();
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * Forgets a model that was added, and that nothing uses.
   *
   * @throws AkinException.NotFound if there is none of this name
   * @throws AkinException.FailedPrecondition if it was not added
   */
  public synchronized void remove(String name) {
    if (!added.containsKey(name)) {
      if (names().contains(name)) {
        throw new AkinException.FailedPrecondition(
            "model '"
                + name
                + "' was not added: it "
                + (paths.containsKey(name)
                    ? "is an option of this database"
                    : "comes along with a module"));
      }
      throw notFound(name);
    }
    storage.removeModel(name);
    added.remove(name);
    queries.forget(name);
    Model model = open.remove(name);
    if (model != null) {
      model.close();
    }
  }

  @Override
  public void close() {
    open.values().forEach(Model::close);
  }
}
