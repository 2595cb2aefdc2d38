package dev.akin.embedders.onnx;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.onnxruntime.OrtEnvironment;
import dev.akin.api.AkinException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The native libraries inside ONNX Runtime's and DJL's jars, loaded once per process and never over
 * the network.
 *
 * <p>On Linux they are taken from the {@link ResourceCache}. Where that does not work, each falls
 * back on its own way, which is slower: ONNX Runtime unpacks 22 MB at every start, DJL looks for
 * GPUs first.
 */
final class NativeLibraries {
  private static final String DJL_OFFLINE = "ai.djl.offline";

  private NativeLibraries() {}

  /**
   * ONNX Runtime.
   *
   * @throws AkinException.FailedPrecondition if it does not load on this platform
   */
  static OrtEnvironment onnxRuntime() {
    try {
      return OnnxHolder.ENVIRONMENT;
    } catch (LinkageError | IllegalStateException e) {
      throw unavailable("ONNX Runtime", e);
    }
  }

  /**
   * The tokenizers.
   *
   * @throws AkinException.FailedPrecondition if they do not load on this platform
   */
  static TokenizersLibrary tokenizers() {
    try {
      return TokenizersHolder.LIBRARY;
    } catch (LinkageError | RuntimeException e) {
      throw unavailable("the tokenizer", e);
    }
  }

  private static AkinException.FailedPrecondition unavailable(String what, Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new AkinException.FailedPrecondition(
        what
            + "'s native library does not load on "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ": "
            + root,
        cause);
  }

  private static final class OnnxHolder {
    static final OrtEnvironment ENVIRONMENT = load();

    private static OrtEnvironment load() {
      ClassLoader loader = OrtEnvironment.class.getClassLoader();
      linuxPlatform("x64")
          .map(platform -> "ai/onnxruntime/native/" + platform + "/lib")
          // The one for GPUs looks for more libraries beside itself, and unpacks them all together.
          .filter(prefix -> loader.getResource(prefix + "onnxruntime_providers_shared.so") == null)
          .ifPresent(
              prefix -> {
                for (String name : List.of("onnxruntime", "onnxruntime4j_jni")) {
                  String property = "onnxruntime.native." + name + ".path";
                  if (System.getProperty(property) == null) {
                    ResourceCache.file(loader, prefix + name + ".so")
                        .ifPresent(file -> System.setProperty(property, file.toString()));
                  }
                }
              });
      return OrtEnvironment.getEnvironment();
    }
  }

  private static final class TokenizersHolder {
    static final TokenizersLibrary LIBRARY = load();

    @SuppressWarnings("restricted")
    private static TokenizersLibrary load() {
      if (System.getProperty(DJL_OFFLINE) == null) {
        System.setProperty(DJL_OFFLINE, "true");
      }
      ClassLoader loader = TokenizersLibrary.class.getClassLoader();
      Optional<Path> library =
          linuxPlatform("x86_64")
              // A library serves the classes of the loader whose class loads it.
              .filter(_ -> loader == NativeLibraries.class.getClassLoader())
              .map(platform -> "native/lib/" + platform + "/cpu/libtokenizers.so")
              .flatMap(name -> ResourceCache.file(loader, name));
      if (library.isPresent()) {
        System.load(library.get().toAbsolutePath().toString());
      } else {
        LibUtils.checkStatus();
      }
      return TokenizersLibrary.LIB;
    }
  }

  /** The name of this platform's folder in a jar, if it is Linux. */
  private static Optional<String> linuxPlatform(String nameOfX64) {
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux")) {
      return Optional.empty();
    }
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> Optional.of("linux-" + nameOfX64);
      case "aarch64" -> Optional.of("linux-aarch64");
      default -> Optional.empty();
    };
  }
}
