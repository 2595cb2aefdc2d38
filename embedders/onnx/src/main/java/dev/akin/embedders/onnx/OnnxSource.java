package dev.akin.embedders.onnx;

import java.nio.file.Path;
import java.util.Objects;

/** Where the bytes of an ONNX model are. */
public sealed interface OnnxSource {
  /** In a file, perhaps with external data beside it. */
  record File(Path path) implements OnnxSource {
    /** Checks that the path is there. */
    public File {
      Objects.requireNonNull(path, "path");
    }
  }

  /** In memory. The array is not copied; do not change it. */
  @SuppressWarnings("ArrayRecordComponent")
  record Bytes(String label, byte[] bytes) implements OnnxSource {
    /** Checks that the bytes are there. */
    public Bytes {
      Objects.requireNonNull(label, "label");
      Objects.requireNonNull(bytes, "bytes");
    }
  }

  /** Its name in messages. */
  default String describe() {
    return switch (this) {
      case File file -> file.path().toAbsolutePath().toString();
      case Bytes bytes -> bytes.label();
    };
  }
}
