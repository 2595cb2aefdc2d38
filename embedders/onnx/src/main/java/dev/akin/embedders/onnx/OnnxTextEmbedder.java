package dev.akin.embedders.onnx;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.api.TokenVector;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderStats;
import dev.akin.embedders.InputChecks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

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
  private final TextEncoder encoder;
  private final VectorHead head;
  private final OnnxSessions sessions;
  private final BatchQueue queue;
  private final EmbedderOptions options;
  private final boolean alone;
  private final AtomicInteger callsInFlight = new AtomicInteger();
  private final LongAdder embedded = new LongAdder();
  private final LongAdder tokensRead = new LongAdder();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxTextEmbedder(
      OnnxTextModel model,
      ModelInfo info,
      TextTokenizer tokenizer,
      OnnxSessions sessions,
      EmbedderOptions options,
      boolean alone) {
    this.model = model;
    this.info = info;
    this.tokenizer = tokenizer;
    this.sessions = sessions;
    this.options = options;
    this.alone = alone;
    encoder =
        new TextEncoder(model.name(), tokenizer, model.settings(), sessions.wide().wantsTypes());
    head = new VectorHead(model.name(), model.settings());
    queue =
        new BatchQueue(
            model.name(),
            new BatchQueue.Limits(
                sessions.workers(),
                alone ? 1 : options.maxBatchTokens(),
                alone ? 0 : options.batchDelayMillis()),
            texts -> sessions.narrow().run(texts));
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
      if (model.onnx() instanceof OnnxSource.File file) {
        // ONNX Runtime's own words for a missing file name neither it nor the way out.
        OnnxGraph.externalFiles(file.path());
      }
      boolean alone = OnnxGraph.read(model.onnx()).quantizesActivations();
      OptionalInt cuda = OnnxRuntime.resolveDevice(options.device(), options.cudaDevice());
      sessions = new OnnxSessions(model.onnx(), settings, options, cuda);
      TextTokenizer opened = join(tokenizer);
      Tokens probe = opened.encode("a", sessions.wide().wantsTypes());
      VectorHead head = new VectorHead(model.name(), settings);
      int dimension = head.vector(sessions.wide().run(List.of(probe)), 0, probe.length()).length;
      ModelInfo info =
          new ModelInfo(
              model.name(),
              dimension,
              Set.of(Modality.TEXT),
              settings.metric(),
              settings.maxTokens(),
              join(fingerprint));
      return new OnnxTextEmbedder(model, info, opened, sessions, options, alone);
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
  public List<float[]> embed(List<Input> inputs, EmbedOptions embedOptions) {
    InputChecks.modalities(info, inputs);
    return whileOpen(
        () -> {
          boolean only = callsInFlight.incrementAndGet() == 1;
          try {
            return embedOpen(inputs, embedOptions, only);
          } finally {
            callsInFlight.decrementAndGet();
          }
        });
  }

  @Override
  public List<TokenVector> embedTokens(String text) {
    return whileOpen(
        () -> {
          TextTokenizer.Whole whole = tokenizer.encodeLabelled(text);
          OnnxSession.Output output = sessions.wide().runTokens(whole.tokens());
          List<TokenVector> vectors = new ArrayList<>();
          for (int i = 0; i < whole.tokens().length(); i++) {
            int start = i * output.dimension();
            float[] vector = Arrays.copyOfRange(output.values(), start, start + output.dimension());
            head.finish(vector, false, 0);
            CharSpan span = whole.special()[i] == 1 ? null : whole.spans()[i];
            vectors.add(
                new TokenVector(
                    whole.names()[i],
                    span == null ? 0 : span.getStart(),
                    span == null ? 0 : span.getEnd(),
                    vector));
          }
          return vectors;
        });
  }

  @Override
  public EmbedderStats stats() {
    return new EmbedderStats(embedded.sum(), tokensRead.sum(), queue.runs(), queue.waiting());
  }

  private <T> T whileOpen(Supplier<T> call) {
    Interrupts.check();
    lock.readLock().lock();
    try {
      if (closed) {
        throw new AkinException.FailedPrecondition("model '" + info.name() + "' is closed");
      }
      return call.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  private List<float[]> embedOpen(List<Input> inputs, EmbedOptions embedOptions, boolean only) {
    List<List<Tokens>> pieces = encode(inputs, embedOptions);
    List<Tokens> rows = new ArrayList<>(inputs.size());
    pieces.forEach(rows::addAll);
    Embedded result = new Embedded(rows, model.settings().normalize() && embedOptions.normalize());
    List<int[]> batches =
        TokenBatches.byLength(
            rows.stream().mapToInt(Tokens::length).toArray(), alone ? 1 : options.maxBatchTokens());
    if (only
        && options.batchDelayMillis() == 0
        && batches.size() < Math.max(2, sessions.workers())) {
      for (int[] batch : batches) {
        Interrupts.check();
        RowBatch work = new RowBatch(result, batch);
        work.take(sessions.wide().run(work.texts()), 0);
      }
    } else {
      queue.runBatches(
          batches.stream().map(batch -> new RowBatch(result, batch)).toList(),
          embedOptions.purpose());
    }
    embedded.add(inputs.size());
    tokensRead.add(rows.stream().mapToLong(Tokens::length).sum());
    return rows.size() == inputs.size() ? Arrays.asList(result.vectors) : averaged(pieces, result);
  }

  private List<float[]> averaged(List<List<Tokens>> pieces, Embedded result) {
    List<float[]> vectors = new ArrayList<>(pieces.size());
    int row = 0;
    for (List<Tokens> each : pieces) {
      List<float[]> made = Arrays.asList(result.vectors).subList(row, row + each.size());
      row += each.size();
      if (each.size() == 1) {
        vectors.add(made.getFirst());
      } else {
        float[] mean = VectorHead.mean(each, made);
        head.finish(mean, result.normalize, vectors.size());
        vectors.add(mean);
      }
    }
    return vectors;
  }

  private List<List<Tokens>> encode(List<Input> inputs, EmbedOptions embedOptions) {
    List<List<Tokens>> pieces = Arrays.asList(newRows(inputs.size()));
    if (inputs.size() <= TOKENIZER_CHUNK) {
      encode(inputs, embedOptions, pieces, 0, inputs.size());
      return pieces;
    }
    List<BatchQueue.Work> work = new ArrayList<>();
    for (int start = 0; start < inputs.size(); start += TOKENIZER_CHUNK) {
      int from = start;
      int to = Math.min(inputs.size(), start + TOKENIZER_CHUNK);
      work.add(() -> encode(inputs, embedOptions, pieces, from, to));
    }
    queue.run(work, embedOptions.purpose());
    return pieces;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static List<Tokens>[] newRows(int size) {
    return new List[size];
  }

  private void encode(
      List<Input> inputs, EmbedOptions embedOptions, List<List<Tokens>> into, int from, int to) {
    for (int i = from; i < to; i++) {
      into.set(i, encoder.encode((Input.Text) inputs.get(i), i, embedOptions));
    }
  }

  /** The rows of one call, and what becomes of them. */
  private static final class Embedded {
    private final List<Tokens> rows;
    private final boolean normalize;
    private final float[][] vectors;

    Embedded(List<Tokens> rows, boolean normalize) {
      this.rows = rows;
      this.normalize = normalize;
      this.vectors = new float[rows.size()][];
    }
  }

  /** Some rows of a call. */
  private final class RowBatch implements BatchQueue.Batch {
    private final Embedded call;
    private final int[] indexes;

    RowBatch(Embedded call, int[] indexes) {
      this.call = call;
      this.indexes = indexes;
    }

    @Override
    public List<Tokens> texts() {
      return Arrays.stream(indexes).mapToObj(call.rows::get).toList();
    }

    @Override
    public void take(OnnxSession.Output output, int firstRow) {
      for (int i = 0; i < indexes.length; i++) {
        int row = indexes[i];
        float[] vector = head.vector(output, firstRow + i, call.rows.get(row).length());
        head.finish(vector, call.normalize, row);
        call.vectors[row] = vector;
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
