package dev.akin.embedders;

import dev.akin.api.AkinException;
import dev.akin.api.Names;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The models that can be opened in this process. Immutable, safe for any number of threads. It
 * opens; it does not keep what it opened.
 */
public final class EmbedderRegistry {
  private final List<EmbedderProvider> providers;

  /** Over given providers; of two that bring or read the same, the first serves. */
  public EmbedderRegistry(List<EmbedderProvider> providers) {
    this.providers = List.copyOf(providers);
  }

  /**
   * Over the providers that {@link ServiceLoader} finds with the class loader of this class, and so
   * on the same class path or module path.
   */
  public static EmbedderRegistry load() {
    return new EmbedderRegistry(
        ServiceLoader.load(EmbedderProvider.class, EmbedderRegistry.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList());
  }

  /** The names of the models that need no files from the user. */
  public List<String> bundledNames() {
    return providers.stream().flatMap(provider -> provider.bundled().stream()).distinct().toList();
  }

  /**
   * Opens a model that needs no files from the user.
   *
   * @throws AkinException.NotFound if there is none of this name; the message lists those there are
   * @throws AkinException.InvalidArgument if it is no embedder
   */
  public Embedder openBundled(String name, EmbedderOptions options) {
    return embedder(openBundledModel(name, options));
  }

  private static Embedder embedder(Model model) {
    if (model instanceof Embedder embedder) {
      return embedder;
    }
    model.close();
    throw new AkinException.InvalidArgument(
        "model '" + model.info().name() + "' is a reranker: it makes no vectors");
  }

  /**
   * Opens a model of any kind that needs no files from the user.
   *
   * @throws AkinException.NotFound if there is none of this name; the message lists those there are
   */
  public Model openBundledModel(String name, EmbedderOptions options) {
    for (EmbedderProvider provider : providers) {
      if (provider.bundled().contains(name)) {
        return provider.openBundled(name, options);
      }
    }
    List<String> known = bundledNames();
    throw new AkinException.NotFound(
        "no model '"
            + name
            + "'; "
            + (known.isEmpty()
                ? "no module with a model is on the class path (akin-embedders-minilm has one)"
                : "known models: " + String.join(", ", known)));
  }

  /**
   * Opens a model from its files.
   *
   * @param name under which collections will refer to it
   * @param path a file or a directory
   * @throws AkinException.NotFound if the path, or a file in it, does not exist
   * @throws AkinException.InvalidArgument if the name is not valid, no provider reads the path, or
   *     it is no embedder
   */
  public Embedder open(String name, Path path, EmbedderOptions options) {
    return open(name, path, Optional.empty(), options);
  }

  /**
   * Opens a model from its files, by the provider of a type.
   *
   * @param type as in {@link EmbedderProvider#type}; empty takes the first that reads the path
   */
  public Embedder open(String name, Path path, Optional<String> type, EmbedderOptions options) {
    return embedder(openModel(name, path, type, options));
  }

  /**
   * Opens a model of any kind from its files, by the provider of a type.
   *
   * @param name under which collections and queries will refer to it
   * @param path a file or a directory
   * @param type as in {@link EmbedderProvider#type}; empty takes the first that reads the path
   * @throws AkinException.NotFound if the path, or a file in it, does not exist
   * @throws AkinException.InvalidArgument if the name is not valid or no provider reads the path
   */
  public Model openModel(String name, Path path, Optional<String> type, EmbedderOptions options) {
    Names.check("model name", name);
    List<EmbedderProvider> candidates =
        providers.stream()
            .filter(provider -> type.isEmpty() || provider.type().equals(type.get()))
            .toList();
    if (type.isPresent() && candidates.isEmpty()) {
      throw new AkinException.InvalidArgument(
          "type of model '"
              + name
              + "' must be one of "
              + providers.stream()
                  .map(EmbedderProvider::type)
                  .filter(known -> !known.isEmpty())
                  .distinct()
                  .collect(Collectors.joining(", "))
              + ": "
              + type.get());
    }
    if (!Files.exists(path)) {
      throw new AkinException.NotFound(
          "path of model '" + name + "' does not exist: " + path.toAbsolutePath());
    }
    for (EmbedderProvider provider : candidates) {
      if (provider.accepts(path)) {
        return provider.open(name, path, options);
      }
    }
    throw new AkinException.InvalidArgument(
        "path of model '"
            + name
            + "' must be "
            + (candidates.isEmpty()
                ? "read by an embedder, and none is on the class path"
                : candidates.stream()
                    .map(EmbedderProvider::formats)
                    .filter(formats -> !formats.isEmpty())
                    .distinct()
                    .collect(Collectors.joining(", or ")))
            + ": "
            + path.toAbsolutePath());
  }
}
