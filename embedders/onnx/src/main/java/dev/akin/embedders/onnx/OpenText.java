package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;
import dev.akin.embedders.EmbedderOptions;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * The parts of a text model as they are loaded.
 *
 * @param alone whether no two rows may run together
 * @param fingerprint of all that decides what comes out
 */
record OpenText(TextTokenizer tokenizer, OnnxSessions sessions, boolean alone, String fingerprint) {
  /**
   * Loads a model, its files at once, and makes something of it.
   *
   * @param choice of the output
   * @param make closes nothing if it fails; all is closed then
   * @throws AkinException.Corrupted if the model or its tokenizer is damaged
   * @throws AkinException.InvalidArgument if it is not a text model
   * @throws AkinException.FailedPrecondition if it cannot run here
   */
  static <T> T open(
      OnnxTextModel model,
      EmbedderOptions options,
      ModelOutput.Choice choice,
      Function<OpenText, T> make) {
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
      sessions = new OnnxSessions(model.onnx(), choice, settings.padToken(), options, cuda);
      return make.apply(new OpenText(join(tokenizer), sessions, alone, join(fingerprint)));
    } catch (RuntimeException e) {
      closeIfOpened(tokenizer);
      if (sessions != null) {
        sessions.close();
      }
      throw e;
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
}
