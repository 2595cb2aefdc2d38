package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;
import dev.akin.embedders.onnx.image.ImagePreprocessor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over everything that decides what vectors a model makes. */
final class Fingerprint {
  private Fingerprint() {}

  /** 64 hexadecimal digits over the model, its external data, the tokenizer and the settings. */
  static String of(OnnxTextModel model) {
    MessageDigest digest = sha256();
    update(digest, model.onnx());
    digest.update(model.tokenizerJson());
    digest.update(model.settings().canonical().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** 64 hexadecimal digits over both sides of a model of images. */
  static String of(ImageModel model, ImagePreprocessor preprocessor) {
    MessageDigest digest = sha256();
    update(digest, model.vision());
    digest.update(preprocessor.canonical().getBytes(StandardCharsets.UTF_8));
    model
        .text()
        .ifPresent(
            side -> {
              if (!side.onnx().equals(model.vision())) {
                update(digest, side.onnx());
              }
              digest.update(side.tokenizerJson());
              String settings =
                  side.maxTokens() + " " + side.padToken() + " " + side.padsToMaximum();
              digest.update(settings.getBytes(StandardCharsets.UTF_8));
            });
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, OnnxSource source) {
    switch (source) {
      case OnnxSource.Bytes bytes -> digest.update(bytes.bytes());
      case OnnxSource.File file -> {
        update(digest, file.path());
        for (Path external : OnnxGraph.externalFiles(file.path())) {
          update(digest, external);
        }
      }
    }
  }

  private static void update(MessageDigest digest, Path file) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
    } catch (IOException e) {
      throw new AkinException.Internal("cannot read " + file.toAbsolutePath(), e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
