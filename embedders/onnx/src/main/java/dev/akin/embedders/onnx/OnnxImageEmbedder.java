package dev.akin.embedders.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.api.index.Metric;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.InputChecks;
import dev.akin.embedders.onnx.image.ImageDecoder;
import dev.akin.embedders.onnx.image.ImagePreprocessor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A model of images run by ONNX Runtime: CLIP, SigLIP and their like, which put texts into the same
 * space, or a network that only makes features of images. Safe for any number of threads.
 *
 * <p>Images are decoded, resized and run in small batches, as many side by side as the model may
 * have threads; queries go ahead of documents. An image's vector does not depend on the others.
 */
public final class OnnxImageEmbedder implements Embedder {
  /** Inputs that go through the model together. */
  private static final int BATCH = 16;

  private final ModelInfo info;
  private final List<OrtSession> sessions;
  private final ImageTower images;
  private final Optional<TextTower> texts;
  private final BatchQueue queue;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxImageEmbedder(
      ModelInfo info,
      List<OrtSession> sessions,
      ImageTower images,
      Optional<TextTower> texts,
      int threads) {
    this.info = info;
    this.sessions = sessions;
    this.images = images;
    this.texts = texts;
    this.queue = new BatchQueue(info.name(), threads);
  }

  /**
   * Loads a model.
   *
   * @throws AkinException.Corrupted if a file is damaged
   * @throws AkinException.InvalidArgument if it is not a model of images, or its preprocessor does
   *     what is not supported
   * @throws AkinException.FailedPrecondition if it cannot run here
   */
  public static OnnxImageEmbedder open(ImageModel model, EmbedderOptions options) {
    OptionalInt cuda = OnnxRuntime.resolveDevice(options.device(), options.cudaDevice());
    int threads = options.resolvedThreads();
    List<OrtSession> sessions = new ArrayList<>();
    Optional<TextTower> texts = Optional.empty();
    try {
      String label = "preprocessor_config.json of model '" + model.name() + "'";
      ImagePreprocessor preprocessor =
          ImagePreprocessor.read(Json.parse(model.preprocessorJson(), label), label);
      OrtSession vision = OnnxRuntime.open(model.vision(), threads, options, cuda);
      sessions.add(vision);
      ImageTower images =
          new ImageTower(
              new VectorSession(model.vision().describe(), vision, ImageTower.outputs()),
              preprocessor,
              new ImageDecoder(maxPixels()));
      if (model.text().isPresent()) {
        ImageModel.TextSide side = model.text().get();
        OrtSession text = vision;
        if (!side.onnx().equals(model.vision())) {
          text = OnnxRuntime.open(side.onnx(), threads, options, cuda);
          sessions.add(text);
        }
        texts =
            Optional.of(
                new TextTower(
                    new VectorSession(side.onnx().describe(), text, TextTower.outputs()),
                    images,
                    side));
      }
      return new OnnxImageEmbedder(
          info(model, preprocessor, images, texts), sessions, images, texts, threads);
    } catch (RuntimeException e) {
      texts.ifPresent(TextTower::close);
      sessions.forEach(OnnxImageEmbedder::close);
      throw e;
    }
  }

  private static ModelInfo info(
      ImageModel model,
      ImagePreprocessor preprocessor,
      ImageTower images,
      Optional<TextTower> texts) {
    int dimension = images.probe().length;
    Set<Modality> modalities = EnumSet.of(Modality.IMAGE);
    if (texts.isPresent()) {
      modalities.add(Modality.TEXT);
      int other = texts.get().embed(List.of("a"))[0].length;
      if (other != dimension) {
        throw new AkinException.InvalidArgument(
            "model '"
                + model.name()
                + "' must put texts and images into one space, and its vectors have "
                + other
                + " and "
                + dimension
                + " dimensions");
      }
    }
    return new ModelInfo(
        model.name(),
        dimension,
        modalities,
        Metric.COSINE,
        model.text().map(ImageModel.TextSide::maxTokens).orElse(0),
        Fingerprint.of(model, preprocessor));
  }

  private static int maxPixels() {
    return Integer.getInteger("akin.image.max-pixels", ImageDecoder.DEFAULT_MAX_PIXELS);
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
      float[][] vectors = new float[inputs.size()][];
      List<BatchQueue.Work> work = new ArrayList<>();
      int batch = images.maxBatch(BATCH);
      for (int from = 0; from < inputs.size(); ) {
        int to = from + 1;
        boolean image = inputs.get(from) instanceof Input.Image;
        while (to < inputs.size()
            && to - from < (image ? batch : BATCH)
            && inputs.get(to) instanceof Input.Image == image) {
          to++;
        }
        int start = from;
        int end = to;
        work.add(() -> run(inputs, start, end, image, options.normalize(), vectors));
        from = to;
      }
      queue.run(work, options.purpose());
      return Arrays.asList(vectors);
    } finally {
      lock.readLock().unlock();
    }
  }

  private void run(
      List<Input> inputs, int from, int to, boolean image, boolean normalize, float[][] into) {
    List<Input> batch = inputs.subList(from, to);
    float[][] vectors =
        image
            ? images.embed(
                batch.stream().map(input -> ((Input.Image) input).bytes()).toList(), from)
            : texts
                .orElseThrow()
                .embed(batch.stream().map(input -> ((Input.Text) input).text()).toList());
    for (int i = 0; i < vectors.length; i++) {
      finish(vectors[i], normalize, from + i);
      into[from + i] = vectors[i];
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

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        queue.close();
        sessions.forEach(OnnxImageEmbedder::close);
        texts.ifPresent(TextTower::close);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static void close(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new AkinException.Internal("cannot close a model", e);
    }
  }
}
