package dev.akin.api;

import java.util.List;

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
   * @throws AkinException.NotFound if there is none of this name
   */
  Collection collection(String name);

  /** Whether there is a collection of this name. */
  boolean hasCollection(String name);

  /** All collections, by name. */
  List<CollectionInfo> collections();

  /**
   * Drops a collection and all it holds.
   *
   * @throws AkinException.NotFound if there is none of this name
   */
  void dropCollection(String name);

  /** The models there are, by name. */
  List<ModelInfo> models();

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

  /** What runs here. */
  DatabaseInfo info();

  /** Ends what is in flight, writes checkpoints and lets go of the data. Idempotent. */
  @Override
  void close();
}
