package dev.akin.embedders.onnx.image;

import dev.akin.api.AkinException;
import java.nio.charset.StandardCharsets;

/** The formats that are read, told by an image's first bytes. */
public enum ImageFormat {
  /** Portable Network Graphics, ISO/IEC 15948. */
  PNG("PNG"),
  /** JPEG, ITU-T T.81: baseline, extended and progressive, 8 bits. */
  JPEG("JPEG"),
  /** WebP, RFC 9649: lossy and lossless. */
  WEBP("WebP"),
  /** GIF87a and GIF89a. */
  GIF("GIF"),
  /** Windows bitmaps. */
  BMP("BMP");

  private final String label;

  ImageFormat(String label) {
    this.label = label;
  }

  /** The name in messages. */
  public String label() {
    return label;
  }

  /**
   * The format of an encoded image.
   *
   * @throws AkinException.InvalidArgument if it is none of these
   */
  public static ImageFormat of(byte[] bytes) {
    if (starts(bytes, 0, "\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (starts(bytes, 0, "\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP")) {
      return WEBP;
    }
    if (starts(bytes, 0, "GIF87a") || starts(bytes, 0, "GIF89a")) {
      return GIF;
    }
    if (starts(bytes, 0, "BM")) {
      return BMP;
    }
    throw new AkinException.InvalidArgument(
        "image must be PNG, JPEG, WebP, GIF or BMP, and its first bytes are those of none");
  }

  private static boolean starts(byte[] bytes, int offset, String signature) {
    byte[] wanted = signature.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < offset + wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[offset + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
