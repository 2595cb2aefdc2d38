package dev.akin.embedders;

import dev.akin.api.AkinException;
import java.nio.file.Path;
import java.util.List;

/**
 * A family of models: those it brings along, and the files it can read. Found by {@link
 * java.util.ServiceLoader}; its constructor must be cheap, since every process that has it on its
 * path runs it. Safe for any number of threads.
 */
public interface EmbedderProvider {
  /** The names of the models that it brings along, in the order to list them; often none. */
  List<String> bundled();

  /**
   * Opens a model that it brings along.
   *
   * @param name one of {@link #bundled}
   * @throws AkinException.NotFound if it brings no such model
   * @throws AkinException.FailedPrecondition if the model cannot run here, such as on a device that
   *     is not there
   */
  Model openBundled(String name, EmbedderOptions options);

  /**
   * One word for the kind of models it reads, such as {@code onnx}, by which it can be asked for
   * where several would read a path; empty if it reads none.
   */
  default String type() {
    return "";
  }

  /**
   * The files that it reads, as what follows "the path must be"; empty if it reads none. The same
   * words for the same files.
   */
  String formats();

  /**
   * Whether {@link #open} would try this path. Looks at names and, at most, the first bytes of
   * files; never throws for one it cannot read.
   *
   * @param path a file or directory: a model, or what describes one that runs elsewhere
   */
  boolean accepts(Path path);

  /**
   * Opens a model from its files.
   *
   * @param name under which collections will refer to it
   * @param path a file or directory that {@link #accepts} takes
   * @throws AkinException.NotFound if a file is missing; the message names it
   * @throws AkinException.Corrupted if a file is damaged; the message names it
   * @throws AkinException.InvalidArgument if the model is of a kind that is not supported
   * @throws AkinException.FailedPrecondition if the model cannot run here
   */
  Model open(String name, Path path, EmbedderOptions options);
}
