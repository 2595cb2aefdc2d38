package dev.akin.embedders.onnx;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.akin.api.AkinException;
import java.nio.charset.StandardCharsets;

/**
 * Hugging Face's tokenizer, as a {@code tokenizer.json} describes it, cutting texts to a length.
 * Safe for any number of threads; who opens it closes it, after the last call has returned.
 *
 * <p>It speaks to the native library itself. DJL's {@code HuggingFaceTokenizer} would fetch, for
 * each text, tokens, offsets and more that embedding has no use for, and reports its use over the
 * network.
 */
final class TextTokenizer implements AutoCloseable {
  private final TokenizersLibrary library;
  private long handle;

  private TextTokenizer(TokenizersLibrary library, long handle) {
    this.library = library;
    this.handle = handle;
  }

  /**
   * Opens a tokenizer.
   *
   * @param json the contents of a {@code tokenizer.json}; its own padding and truncation are not
   *     used
   * @param label its name in messages
   * @param maxTokens to keep of a text, special tokens included
   * @throws AkinException.Corrupted if it is not a tokenizer
   * @throws AkinException.FailedPrecondition if there is no native library for this platform
   */
  static TextTokenizer open(byte[] json, String label, int maxTokens) {
    TokenizersLibrary library = NativeLibraries.tokenizers();
    long handle;
    try {
      handle = library.createTokenizerFromString(new String(json, StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      throw new AkinException.Corrupted("not a tokenizer: " + label + ": " + e.getMessage(), e);
    }
    library.disablePadding(handle);
    // The library ends the process if it does not know this word.
    library.setTruncation(handle, maxTokens, "LONGEST_FIRST", 0);
    return new TextTokenizer(library, handle);
  }

  /**
   * The tokens of a text, special tokens included; at least one.
   *
   * @param withTypes whether to fetch the token types too
   */
  Tokens encode(String text, boolean withTypes) {
    long encoding = library.encode(handle, text, true);
    try {
      long[] ids = library.getTokenIds(encoding);
      return new Tokens(ids, withTypes ? library.getTypeIds(encoding) : null);
    } finally {
      library.deleteEncoding(encoding);
    }
  }

  /** Lets go of the native tokenizer. Not safe while a call runs. */
  @Override
  public void close() {
    if (handle != 0) {
      library.deleteTokenizer(handle);
      handle = 0;
    }
  }
}
