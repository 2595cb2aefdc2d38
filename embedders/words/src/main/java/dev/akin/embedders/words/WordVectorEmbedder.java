package dev.akin.embedders.words;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.api.index.Metric;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.InputChecks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Texts' vectors from those of their words. Safe for any number of threads; each call runs on its
 * caller's thread.
 */
final class WordVectorEmbedder implements Embedder {
  private final WordModel model;
  private final SentenceMethod method;
  private final ModelInfo info;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  /** Over an open model, which it closes. */
  WordVectorEmbedder(String name, WordModel model, SentenceMethod method) {
    this.model = model;
    this.method = method;
    info =
        new ModelInfo(
            name,
            model.dimension(),
            Set.of(Modality.TEXT),
            Metric.COSINE,
            0,
            fingerprint(model.fingerprint(), method.canonical()));
  }

  private static String fingerprint(String model, String method) {
    try {
      byte[] bytes = (model + "\u0001" + method).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
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
        vectors.add(
            method.vector(
                WordSplitter.known(((Input.Text) input).text(), model), info.dimension()));
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
