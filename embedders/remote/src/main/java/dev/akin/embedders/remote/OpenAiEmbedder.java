package dev.akin.embedders.remote;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.LongText;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.api.Purpose;
import dev.akin.api.index.Metric;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderStats;
import dev.akin.embedders.InputChecks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model behind the OpenAI embeddings API. Safe for any number of threads.
 *
 * <p>Documents go out in batches, a few requests at once; queries do not wait for them. What a text
 * too long for the model leads to is the server's choice, since only it can count tokens.
 */
final class OpenAiEmbedder implements Embedder {
  private static final Logger LOG = LoggerFactory.getLogger(OpenAiEmbedder.class);

  private final RemoteModel model;
  private final OpenAiClient client;
  private final ModelInfo info;
  private final Semaphore documents;
  private final ExecutorService threads;
  private final LongAdder embedded = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private OpenAiEmbedder(RemoteModel model, OpenAiClient client, ModelInfo info) {
    this.model = model;
    this.client = client;
    this.info = info;
    documents = new Semaphore(model.concurrency());
    threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("akin-remote-" + info.name() + "-", 0).factory());
  }

  /**
   * Connects to a model; asks it for a vector if nothing says how long those are.
   *
   * @param key empty for none
   */
  static OpenAiEmbedder open(String name, RemoteModel model, String key) {
    if (!key.isEmpty() && model.endpoint().getScheme().equals("http")) {
      LOG.warn(
          "model '{}': the key goes to {} without encryption", name, model.endpoint().getHost());
    }
    OpenAiClient client = new OpenAiClient(name, model, key);
    try {
      int dimension =
          model.dimensions() > 0
              ? model.dimensions()
              : client.embed(List.of("dimension"), 0).getFirst().length;
      ModelInfo info =
          new ModelInfo(
              name,
              dimension,
              Set.of(Modality.TEXT),
              Metric.COSINE,
              model.maxTokens(),
              fingerprint(model.canonical()));
      return new OpenAiEmbedder(model, client, info);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static String fingerprint(String canonical) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(canonical.getBytes(StandardCharsets.UTF_8)));
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
    if (options.longText() == LongText.AVERAGE) {
      throw new AkinException.InvalidArgument(
          "long texts of model '"
              + info.name()
              + "' cannot be averaged: it runs elsewhere, and only there tokens are counted");
    }
    lock.readLock().lock();
    try {
      if (closed) {
        throw new AkinException.FailedPrecondition("model '" + info.name() + "' is closed");
      }
      if (Thread.currentThread().isInterrupted()) {
        throw cancelled();
      }
      List<float[]> vectors = embedOpen(inputs, options.purpose());
      embedded.add(inputs.size());
      return vectors;
    } finally {
      lock.readLock().unlock();
    }
  }

  private List<float[]> embedOpen(List<Input> inputs, Purpose purpose) {
    String prefix =
        switch (purpose) {
          case QUERY -> model.queryPrefix();
          case DOCUMENT -> model.documentPrefix();
        };
    List<String> texts =
        inputs.stream().map(input -> prefix + ((Input.Text) input).text()).toList();
    List<List<String>> batches = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += model.batchSize()) {
      batches.add(texts.subList(from, Math.min(texts.size(), from + model.batchSize())));
    }
    if (batches.size() == 1) {
      return ask(batches.getFirst(), purpose);
    }
    return askAll(batches, purpose);
  }

  private List<float[]> askAll(List<List<String>> batches, Purpose purpose) {
    ExecutorCompletionService<List<float[]>> done = new ExecutorCompletionService<>(threads);
    List<Future<List<float[]>>> answers = new ArrayList<>();
    boolean complete = false;
    try {
      batches.forEach(batch -> answers.add(done.submit(() -> ask(batch, purpose))));
      for (int i = 0; i < batches.size(); i++) {
        // Whichever fails first ends the call.
        done.take().get();
      }
      List<float[]> vectors = new ArrayList<>();
      for (Future<List<float[]>> answer : answers) {
        vectors.addAll(answer.get());
      }
      complete = true;
      return vectors;
    } catch (InterruptedException e) {
      throw cancelled();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof AkinException cause
          ? cause
          : new AkinException.Internal("cannot ask model '" + info.name() + "'", e.getCause());
    } finally {
      if (!complete) {
        answers.forEach(answer -> answer.cancel(true));
      }
    }
  }

  private List<float[]> ask(List<String> batch, Purpose purpose) {
    if (purpose == Purpose.QUERY) {
      requests.increment();
      return client.embed(batch, info.dimension());
    }
    try {
      documents.acquire();
    } catch (InterruptedException e) {
      throw cancelled();
    }
    try {
      requests.increment();
      return client.embed(batch, info.dimension());
    } finally {
      documents.release();
    }
  }

  private static AkinException.Cancelled cancelled() {
    Thread.currentThread().interrupt();
    return new AkinException.Cancelled("embedding was cancelled: its thread was interrupted");
  }

  @Override
  public EmbedderStats stats() {
    return new EmbedderStats(embedded.sum(), 0, requests.sum(), documents.getQueueLength());
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        threads.close();
        client.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
