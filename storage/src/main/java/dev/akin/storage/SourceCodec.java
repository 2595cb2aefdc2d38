package dev.akin.storage;

import dev.akin.api.AkinException;
import dev.akin.api.Input;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What a vector was made of: tag u8 (1 text in UTF-8, 2 encoded image), then its bytes. */
final class SourceCodec {
  private static final byte TEXT = 1;
  private static final byte IMAGE = 2;

  private SourceCodec() {}

  /**
   * Encodes a text or image.
   *
   * @param name of the vector, for messages
   * @throws AkinException.InvalidArgument for text with unpaired surrogates
   */
  static byte[] encode(String name, Input source) {
    return switch (source) {
      case Input.Text(String text) -> tagged(TEXT, utf8(name, text));
      case Input.Image(byte[] bytes) -> tagged(IMAGE, ByteBuffer.wrap(bytes));
      case Input.Vector _ ->
          throw new IllegalArgumentException("sources['" + name + "'] is a vector");
    };
  }

  static Input decode(byte[] value) throws Damaged {
    if (value.length == 0) {
      throw new Damaged("source is empty");
    }
    ByteBuffer bytes = ByteBuffer.wrap(value, 1, value.length - 1);
    switch (value[0]) {
      case TEXT -> {
        return new Input.Text(IdCodec.utf8(bytes));
      }
      case IMAGE -> {
        if (!bytes.hasRemaining()) {
          throw new Damaged("image is empty");
        }
        byte[] image = new byte[bytes.remaining()];
        bytes.get(image);
        return new Input.Image(image);
      }
      default -> throw new Damaged("unknown kind of source: " + value[0]);
    }
  }

  private static ByteBuffer utf8(String name, String text) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new AkinException.InvalidArgument(
          "sources['" + name + "'] is not valid Unicode (unpaired surrogate)", e);
    }
  }

  private static byte[] tagged(byte tag, ByteBuffer bytes) {
    return ByteBuffer.allocate(1 + bytes.remaining()).put(tag).put(bytes).array();
  }
}
