package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.api.Purpose;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.InputChecks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A text model run by ONNX Runtime. Safe for any number of threads; see {@link BatchQueue} for who
 * goes first.
 *
 * <p>A text's vector does not depend on the texts it is embedded with. Texts of like length are
 * padded and run together, except for models that quantize activations while they run (the {@code
 * int8} files that ONNX Runtime's dynamic quantization makes): there the scale of the quantization
 * comes from the whole batch, and vectors would move by up to 0.02 in cosine with their neighbours.
 * Those run text by text, several at once.
 */
public final class OnnxTextEmbedder implements Embedder {
  /** Texts that one thread tokenizes at a time: about two milliseconds' work. */
  private static final int TOKENIZER_CHUNK = 64;

  private final OnnxTextModel model;
  private final ModelInfo info;
  private final TextTokenizer tokenizer;
  private final OnnxSessions sessions;
  private final BatchQueue queue;
  private final int maxBatchTokens;
  private final AtomicInteger callsInFlight = new AtomicInteger();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxTextEmbedder(
      OnnxTextModel model,
      ModelInfo info,
      TextTokenizer tokenizer,
      OnnxSessions sessions,
      int maxBatchTokens) {
    this.model = model;
    this.info = info;
    this.tokenizer = tokenizer;
    this.sessions = sessions;
    this.queue = new BatchQueue(model.name(), sessions.workers());
    this.maxBatchTokens = maxBatchTokens;
  }

  /**
   * Loads a model.
   *
   * @throws AkinException.Corrupted if the model or its tokenizer is damaged
   * @throws AkinException.InvalidArgument if it is not a text model
   * @throws AkinException.FailedPrecondition if it cannot run here
   */
  public static OnnxTextEmbedder open(OnnxTextModel model, EmbedderOptions options) {
    TextSettings settings = model.settings();
    CompletableFuture<String> fingerprint =
        CompletableFuture.supplyAsync(() -> Fingerprint.of(model));
    CompletableFuture<TextTokenizer> tokenizer =
        CompletableFuture.supplyAsync(
            () ->
                TextTokenizer.open(
                    model.tokenizerJson(), model.tokenizerLabel(), settings.maxTokens()));
    OnnxSessions sessions = null;
    try {
      boolean alone = OnnxGraph.read(model.onnx()).quantizesActivations();
      OptionalInt cuda = OnnxRuntime.resolveDevice(options.device(), options.cudaDevice());
      sessions = new OnnxSessions(model.onnx(), settings, options.resolvedThreads(), cuda);
      TextTokenizer opened = join(tokenizer);
      int dimension = sessions.wide().dimension();
      if (dimension == 0) {
        Tokens probe = opened.encode("a", sessions.wide().wantsTypes());
        dimension = sessions.wide().run(List.of(probe)).dimension();
      }
      ModelInfo info =
          new ModelInfo(
              model.name(),
              dimension,
              Set.of(Modality.TEXT),
              settings.metric(),
              settings.maxTokens(),
              join(fingerprint));
      return new OnnxTextEmbedder(
          model, info, opened, sessions, alone ? 1 : options.maxBatchTokens());
    } catch (RuntimeException e) {
      closeIfOpened(tokenizer);
      if (sessions != null) {
        sessions.close();
      }
      throw e;
    }
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public List<float[]> embed(List<Input> inputs, EmbedOptions options) {
    InputChecks.modalities(info, inputs);
    Interrupts.check();
    lock.readLock().lock();
    try {
      if (closed) {
        throw new AkinException.FailedPrecondition("model '" + info.name() + "' is closed");
      }
      boolean alone = callsInFlight.incrementAndGet() == 1;
      try {
        return embedOpen(inputs, options, alone);
      } finally {
        callsInFlight.decrementAndGet();
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  private List<float[]> embedOpen(List<Input> inputs, EmbedOptions options, boolean alone) {
    Tokens[] tokens = tokenize(inputs, options.purpose());
    int[] lengths = new int[tokens.length];
    Arrays.setAll(lengths, i -> tokens[i].length());
    List<int[]> batches = TokenBatches.byLength(lengths, maxBatchTokens);
    float[][] vectors = new float[inputs.size()][];
    boolean normalize = model.settings().normalize() && options.normalize();
    if (alone && batches.size() < Math.max(2, sessions.workers())) {
      for (int[] batch : batches) {
        Interrupts.check();
        runBatch(sessions.wide(), tokens, batch, normalize, vectors);
      }
    } else {
      OnnxSession session = sessions.narrow();
      List<BatchQueue.Batch> work = new ArrayList<>(batches.size());
      for (int[] batch : batches) {
        work.add(() -> runBatch(session, tokens, batch, normalize, vectors));
      }
      queue.run(work, options.purpose());
    }
    return Arrays.asList(vectors);
  }

  private Tokens[] tokenize(List<Input> inputs, Purpose purpose) {
    Tokens[] tokens = new Tokens[inputs.size()];
    if (inputs.size() <= TOKENIZER_CHUNK) {
      tokenize(inputs, purpose, tokens, 0, inputs.size());
      return tokens;
    }
    List<BatchQueue.Batch> work = new ArrayList<>();
    for (int start = 0; start < inputs.size(); start += TOKENIZER_CHUNK) {
      int from = start;
      int to = Math.min(inputs.size(), start + TOKENIZER_CHUNK);
      work.add(() -> tokenize(inputs, purpose, tokens, from, to));
    }
    queue.run(work, purpose);
    return tokens;
  }

  private void tokenize(List<Input> inputs, Purpose purpose, Tokens[] into, int from, int to) {
    String prefix =
        switch (purpose) {
          case QUERY -> model.settings().queryPrefix();
          case DOCUMENT -> model.settings().documentPrefix();
        };
    boolean withTypes = sessions.wide().wantsTypes();
    for (int i = from; i < to; i++) {
      String text = ((Input.Text) inputs.get(i)).text();
      into[i] = tokenizer.encode(prefix.isEmpty() ? text : prefix + text, withTypes);
    }
  }

  private void runBatch(
      OnnxSession session, Tokens[] tokens, int[] batch, boolean normalize, float[][] vectors) {
    List<Tokens> rows = Arrays.stream(batch).mapToObj(i -> tokens[i]).toList();
    OnnxSession.Output output = session.run(rows);
    Pooling pooling = model.settings().pooling().orElse(Pooling.MEAN);
    int dimension = output.dimension();
    for (int row = 0; row < batch.length; row++) {
      float[] vector = new float[dimension];
      if (output.rowLength() > 0) {
        int offset = row * output.rowLength() * dimension;
        pooling.pool(output.values(), offset, rows.get(row).length(), dimension, vector);
      } else {
        System.arraycopy(output.values(), row * dimension, vector, 0, dimension);
      }
      finish(vector, normalize, batch[row]);
      vectors[batch[row]] = vector;
    }
  }

  private void finish(float[] vector, boolean normalize, int index) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    if (!Double.isFinite(squares)) {
      throw new AkinException.Internal(
          "model '" + info.name() + "' made a vector that is not finite from input " + index, null);
    }
    if (normalize && squares > 0) {
      float factor = (float) (1 / Math.sqrt(squares));
      for (int d = 0; d < vector.length; d++) {
        vector[d] *= factor;
      }
    }
  }

  private static void closeIfOpened(CompletableFuture<TextTokenizer> tokenizer) {
    try {
      tokenizer.join().close();
    } catch (CompletionException e) {
      // It never opened; what the caller hears is why the model did not.
    }
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof AkinException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        queue.close();
        sessions.close();
        tokenizer.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
