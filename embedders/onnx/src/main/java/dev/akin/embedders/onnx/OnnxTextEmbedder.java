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
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

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
  private final OnnxTextModel model;
  private final ModelInfo info;
  private final TextTokenizer tokenizer;
  private final TextEncoder encoder;
  private final VectorHead head;
  private final OnnxSessions sessions;
  private final TextRunner runner;
  private final LongAdder embedded = new LongAdder();
  private final LongAdder tokensRead = new LongAdder();

  private OnnxTextEmbedder(OnnxTextModel model, OpenText parts, EmbedderOptions options) {
    this.model = model;
    tokenizer = parts.tokenizer();
    sessions = parts.sessions();
    head = new VectorHead(model.name(), model.settings());
    Tokens probe = tokenizer.encode("a", sessions.wide().wantsTypes());
    int dimension = head.vector(sessions.wide().run(List.of(probe)), 0, probe.length()).length;
    info =
        new ModelInfo(
            model.name(),
            dimension,
            Set.of(Modality.TEXT),
            model.settings().metric(),
            model.settings().maxTokens(),
            parts.fingerprint());
    encoder =
        new TextEncoder(model.name(), tokenizer, model.settings(), sessions.wide().wantsTypes());
    runner = new TextRunner(model.name(), tokenizer, sessions, options, parts.alone());
  }

  /**
   * Loads a model.
   *
   * @throws AkinException.Corrupted if the model or its tokenizer is damaged
   * @throws AkinException.InvalidArgument if it is not a text model
   * @throws AkinException.FailedPrecondition if it cannot run here
   */
  public static OnnxTextEmbedder open(OnnxTextModel model, EmbedderOptions options) {
    boolean pooled = model.settings().pooling().isPresent();
    return OpenText.open(
        model,
        options,
        (label, outputs) -> ModelOutput.choose(label, outputs, pooled),
        parts -> new OnnxTextEmbedder(model, parts, options));
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public List<float[]> embed(List<Input> inputs, EmbedOptions embedOptions) {
    InputChecks.modalities(info, inputs);
    return runner.call(call -> embedOpen(inputs, embedOptions, call));
  }

  @Override
  public List<TokenVector> embedTokens(String text) {
    return runner.whileOpen(
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
    return new EmbedderStats(embedded.sum(), tokensRead.sum(), runner.runs(), runner.waiting());
  }

  private List<float[]> embedOpen(
      List<Input> inputs, EmbedOptions embedOptions, TextRunner.Call call) {
    List<List<Tokens>> pieces = encode(inputs, embedOptions);
    List<Tokens> rows = new ArrayList<>(inputs.size());
    pieces.forEach(rows::addAll);
    boolean normalize = model.settings().normalize() && embedOptions.normalize();
    float[][] vectors = new float[rows.size()][];
    runner.run(
        call,
        rows,
        embedOptions.purpose(),
        (row, output, at) -> {
          float[] vector = head.vector(output, at, rows.get(row).length());
          head.finish(vector, normalize, row);
          vectors[row] = vector;
        });
    embedded.add(inputs.size());
    tokensRead.add(rows.stream().mapToLong(Tokens::length).sum());
    return rows.size() == inputs.size()
        ? Arrays.asList(vectors)
        : averaged(pieces, vectors, normalize);
  }

  private List<float[]> averaged(
      List<List<Tokens>> pieces, float[][] rowVectors, boolean normalize) {
    List<float[]> vectors = new ArrayList<>(pieces.size());
    int row = 0;
    for (List<Tokens> each : pieces) {
      List<float[]> made = Arrays.asList(rowVectors).subList(row, row + each.size());
      row += each.size();
      if (each.size() == 1) {
        vectors.add(made.getFirst());
      } else {
        float[] mean = VectorHead.mean(each, made);
        head.finish(mean, normalize, vectors.size());
        vectors.add(mean);
      }
    }
    return vectors;
  }

  private List<List<Tokens>> encode(List<Input> inputs, EmbedOptions embedOptions) {
    List<List<Tokens>> pieces = Arrays.asList(newRows(inputs.size()));
    runner.forEach(
        inputs.size(),
        embedOptions.purpose(),
        i -> pieces.set(i, encoder.encode((Input.Text) inputs.get(i), i, embedOptions)));
    return pieces;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static List<Tokens>[] newRows(int size) {
    return new List[size];
  }

  @Override
  public void close() {
    runner.close();
  }
}
