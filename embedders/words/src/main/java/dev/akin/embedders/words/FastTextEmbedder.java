package dev.akin.embedders.words;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.api.index.Metric;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.InputChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Texts' vectors from a fastText model, as {@code fasttext print-sentence-vectors} has them. Safe
 * for any number of threads; each call runs on its caller's thread.
 */
public final class FastTextEmbedder implements Embedder {
  private final FastTextModel model;
  private final ModelInfo info;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * Over an open model, which it closes.
   *
   * @param name under which collections will refer to it
   */
  public FastTextEmbedder(String name, FastTextModel model) {
    this.model = model;
    info =
        new ModelInfo(
            name, model.dimension(), Set.of(Modality.TEXT), Metric.COSINE, 0, model.fingerprint());
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public List<float[]> embed(List<Input> inputs, EmbedOptions options) {
    InputChecks.modalities(info, inputs);
    lock.readLock().lock();
    try {
      if (closed) {
        throw new AkinException.FailedPrecondition("model '" + info.name() + "' is closed");
      }
      List<float[]> vectors = new ArrayList<>(inputs.size());
      for (Input input : inputs) {
        if (Thread.currentThread().isInterrupted()) {
          throw new AkinException.Cancelled("embedding was cancelled: its thread was interrupted");
        }
        vectors.add(model.sentenceVector(((Input.Text) input).text()));
      }
      return vectors;
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
      model.close();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
