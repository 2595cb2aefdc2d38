package dev.akin.embedders.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.akin.api.AkinException;
import dev.akin.embedders.EmbedderOptions;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ONNX Runtime in this process: how sessions are made on a CPU or a GPU. */
final class OnnxRuntime {
  private static final Logger LOGGER = LoggerFactory.getLogger(OnnxRuntime.class);

  private OnnxRuntime() {}

  /**
   * Finds out where a model runs.
   *
   * @param device as in {@link dev.akin.embedders.EmbedderOptions}
   * @return the GPU, or empty for the CPU
   * @throws AkinException.FailedPrecondition if a GPU is asked for that is not there
   */
  static OptionalInt resolveDevice(String device, OptionalInt cuda) {
    if (device.equals("cpu")) {
      return OptionalInt.empty();
    }
    NativeLibraries.onnxRuntime();
    int number = cuda.orElse(0);
    String reason = whyNoCuda(number);
    if (reason == null) {
      return OptionalInt.of(number);
    }
    if (cuda.isPresent()) {
      throw new AkinException.FailedPrecondition("no device " + device + ": " + reason);
    }
    LOGGER.info("Models run on the CPU: {}", reason);
    return OptionalInt.empty();
  }

  private static String whyNoCuda(int number) {
    if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
      return "this ONNX Runtime is built without CUDA (the artifact onnxruntime_gpu has it)";
    }
    try (OrtSession.SessionOptions probe = new OrtSession.SessionOptions()) {
      probe.addCUDA(number);
      return null;
    } catch (OrtException e) {
      return e.getMessage();
    }
  }

  /**
   * Opens a session.
   *
   * @param threads that one run keeps busy
   * @param embedder whether to keep an arena, and how much of the GPU's memory to take
   * @param cuda the GPU to run on
   * @throws AkinException.Corrupted if ONNX Runtime cannot load the model
   */
  static OrtSession open(
      OnnxSource source, int threads, EmbedderOptions embedder, OptionalInt cuda) {
    OrtEnvironment environment = NativeLibraries.onnxRuntime();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setCPUArenaAllocator(embedder.arena());
      if (cuda.isPresent()) {
        addCuda(options, cuda.getAsInt(), embedder.gpuMemoryMegabytes());
      }
      return switch (source) {
        case OnnxSource.File file -> environment.createSession(file.path().toString(), options);
        case OnnxSource.Bytes bytes -> environment.createSession(bytes.bytes(), options);
      };
    } catch (OrtException e) {
      throw new AkinException.Corrupted(
          "ONNX Runtime cannot load " + source.describe() + ": " + e.getMessage(), e);
    }
  }

  private static void addCuda(OrtSession.SessionOptions options, int number, int megabytes)
      throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(number)) {
      if (megabytes > 0) {
        cuda.add("gpu_mem_limit", Long.toString((long) megabytes << 20));
        // Else the arena doubles, and may ask for more than the limit leaves.
        cuda.add("arena_extend_strategy", "kSameAsRequested");
      }
      options.addCUDA(cuda);
    }
  }
}
