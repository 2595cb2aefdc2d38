package dev.akin.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A set of collections, in this process or behind a server. Safe for any number of threads.
 *
 * <p>Close it when done; collections obtained from it fail with {@link
 * AkinException.FailedPrecondition} afterwards.
 */
public interface Database extends AutoCloseable {
  /**
   * Creates a collection.
   *
   * @throws AkinException.AlreadyExists if there is one of this name
   * @throws AkinException.NotFound if a model it names is not there
   */
  Collection createCollection(String name, CollectionSpec spec);

  /**
   * An existing collection.
   *
   * @param name its own, or an alias
   * @throws AkinException.NotFound if there is none of this name
   */
  Collection collection(String name);

  /** Whether there is a collection of this name, or an alias. */
  boolean hasCollection(String name);

  /** All collections, by name. */
  List<CollectionInfo> collections();

  /**
   * Drops a collection and all it holds.
   *
   * @throws AkinException.NotFound if there is none of this name
   * @throws AkinException.FailedPrecondition if aliases lead to it
   */
  void dropCollection(String name);

  /**
   * Makes a new collection of another as it is at one moment: its records, their sources and
   * vectors, and what indexes it has. Writes to the other go on meanwhile; every one acknowledged
   * before the call is in the clone. The clone's indexes are then built in the background.
   *
   * @param clone the new collection's name
   * @throws AkinException.NotFound if there is no collection {@code name}
   * @throws AkinException.AlreadyExists if there is a collection named {@code clone}
   */
  Collection cloneCollection(String name, String clone);

  /**
   * Has another name lead to a collection, wherever one of a collection is taken; if it led to
   * another before, from one moment to the next. A {@link Collection} that was obtained by it stays
   * what it is. A collection is dropped by its own name, and not while aliases lead to it.
   *
   * @param alias 1 to 128 letters, digits, '_', '.' or '-', the first a letter or digit
   * @throws AkinException.NotFound if there is no collection of this name
   * @throws AkinException.AlreadyExists if a collection has the name
   */
  void setAlias(String alias, String collection);

  /**
   * Drops an alias; the collection stays.
   *
   * @throws AkinException.NotFound if there is none of this name
   */
  void dropAlias(String alias);

  /** The names of collections by alias, in the order of the aliases. */
  Map<String, String> aliases();

  /** The snapshots of collections. */
  Snapshots snapshots();

  /** The backups of this database. */
  Backups backups();

  /** The models there are, by name. */
  List<ModelInfo> models();

  /**
   * One of the models there are.
   *
   * @throws AkinException.NotFound if there is none of this name
   */
  default ModelInfo model(String name) {
    List<ModelInfo> models = models();
    return models.stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new AkinException.NotFound(
                    "there is no model '"
                        + name
                        + "'; there are "
                        + models.stream().map(ModelInfo::name).toList()));
  }

  /**
   * Embeds inputs with a model hosted here.
   *
   * @param model the name of a model
   * @param inputs at most {@value Collection#MAX_BATCH}
   * @return one vector per input, in order
   * @throws AkinException.NotFound if there is no such model
   * @throws AkinException.InvalidArgument for an input the model does not take
   */
  List<float[]> embed(String model, List<Input> inputs, EmbedOptions options);

  /**
   * The vectors of a text's tokens, each in its context: not pooled, not normalised. The text is
   * truncated where the model reads no more.
   *
   * @throws AkinException.NotFound if there is no such model
   * @throws AkinException.InvalidArgument if the model has no vectors of tokens
   */
  List<TokenVector> embedTokens(String model, String text);

  /**
   * Adds a model that the database has the files of. It is opened, and from then on known under
   * this name, also after a restart.
   *
   * @param name 1 to 128 letters, digits, '_', '.' or '-', the first a letter or digit
   * @param path of the file or directory; for a database behind a server, relative to the directory
   *     that the server keeps models in
   * @param type what the files are, where more than one kind of model could be read from them:
   *     {@code onnx}, {@code fasttext}, {@code words}, {@code openai}; empty to let the files tell
   * @return what it is
   * @throws AkinException.AlreadyExists if there is a model of this name
   * @throws AkinException.NotFound if a file is missing
   * @throws AkinException.InvalidArgument if the files are of no kind that is known, or lie outside
   *     the server's directory of models
   * @throws AkinException.FailedPrecondition if a server has no such directory
   */
  ModelInfo addModel(String name, String path, Optional<String> type);

  /** Adds a model; the files tell what it is. */
  default ModelInfo addModel(String name, String path) {
    return addModel(name, path, Optional.empty());
  }

  /**
   * Forgets a model that was added. Its files stay.
   *
   * @throws AkinException.NotFound if there is none of this name
   * @throws AkinException.FailedPrecondition if a collection uses it, or it was not added but comes
   *     along or is an option of the database
   */
  void removeModel(String name);

  /** What runs here. */
  DatabaseInfo info();

  /** Ends what is in flight, writes checkpoints and lets go of the data. Idempotent. */
  @Override
  void close();
}
