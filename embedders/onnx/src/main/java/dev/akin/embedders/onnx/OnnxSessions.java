package dev.akin.embedders.onnx;

import dev.akin.embedders.EmbedderOptions;
import java.util.OptionalInt;

/**
 * The sessions of one model: a wide one, where all threads work on one batch, for a call that has
 * the machine to itself, and a narrow one, where each of many batches has a thread of its own, for
 * all the rest. The narrow one is loaded when first needed. Safe for any number of threads.
 *
 * <p>A small model spends much of a wide run on handing work between threads, so narrow runs side
 * by side do about twice as much; but a lone query is answered sooner by a wide one. Models that
 * are large, or run on a GPU, have the wide one only.
 */
final class OnnxSessions implements AutoCloseable {
  private static final long LARGE_MODEL_BYTES = 256L << 20;

  private final ModelOutput.Choice choice;
  private final long padToken;
  private final EmbedderOptions options;
  private final OnnxSession wide;
  private final int workers;
  private OnnxSource narrowSource;
  private OnnxSession narrow;

  /**
   * Loads a model.
   *
   * @param choice of the output
   * @param padToken the id of the padding token
   * @param options with the threads to keep busy
   * @param cuda the GPU to run on
   */
  OnnxSessions(
      OnnxSource source,
      ModelOutput.Choice choice,
      long padToken,
      EmbedderOptions options,
      OptionalInt cuda) {
    this.choice = choice;
    this.padToken = padToken;
    this.options = options;
    int threads = options.resolvedThreads();
    wide = OnnxSession.open(source, choice, padToken, threads, options, cuda);
    if (threads == 1 || cuda.isPresent() || size(source) > LARGE_MODEL_BYTES) {
      narrow = wide;
      workers = 1;
    } else {
      narrowSource = source;
      workers = threads;
    }
  }

  /** How many batches should run side by side in {@link #narrow}. */
  int workers() {
    return workers;
  }

  /** The session for a call that runs alone. */
  OnnxSession wide() {
    return wide;
  }

  /** The session for batches that run side by side. */
  synchronized OnnxSession narrow() {
    if (narrow == null) {
      narrow = OnnxSession.open(narrowSource, choice, padToken, 1, options, OptionalInt.empty());
      narrowSource = null;
    }
    return narrow;
  }

  /** Lets go of the model. Not safe while a call runs. */
  @Override
  public synchronized void close() {
    if (narrow != null && narrow != wide) {
      narrow.close();
    }
    wide.close();
  }

  private static long size(OnnxSource source) {
    return switch (source) {
      case OnnxSource.File file -> ModelFiles.totalSize(file.path());
      case OnnxSource.Bytes bytes -> bytes.bytes().length;
    };
  }
}
