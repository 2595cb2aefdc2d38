package dev.akin.embedders.onnx;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
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
  private final byte[] json;
  private final String label;
  private long cutting;
  private long whole;

  private TextTokenizer(TokenizersLibrary library, byte[] json, String label) {
    this.library = library;
    this.json = json;
    this.label = label;
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
    TextTokenizer tokenizer = new TextTokenizer(NativeLibraries.tokenizers(), json, label);
    tokenizer.cutting = tokenizer.load();
    // The library ends the process if it does not know this word.
    tokenizer.library.setTruncation(tokenizer.cutting, maxTokens, "LONGEST_FIRST", 0);
    return tokenizer;
  }

  private long load() {
    try {
      long handle = library.createTokenizerFromString(new String(json, StandardCharsets.UTF_8));
      library.disablePadding(handle);
      return handle;
    } catch (RuntimeException e) {
      throw new AkinException.Corrupted("not a tokenizer: " + label + ": " + e.getMessage(), e);
    }
  }

  /**
   * The tokens of a text, special tokens included, up to the length; at least one.
   *
   * @param withTypes whether to fetch the token types too
   */
  Tokens encode(String text, boolean withTypes) {
    return tokens(library.encode(cutting, text, true), withTypes);
  }

  /**
   * The tokens of two texts as the model reads them together, special tokens included, up to the
   * length: of the longer text, tokens are left out until both fit.
   *
   * @param withTypes whether to fetch the token types too
   */
  Tokens encodePair(String first, String second, boolean withTypes) {
    return tokens(library.encodeDual(cutting, first, second, true), withTypes);
  }

  private Tokens tokens(long encoding, boolean withTypes) {
    try {
      long[] ids = library.getTokenIds(encoding);
      return new Tokens(ids, withTypes ? library.getTypeIds(encoding) : null);
    } finally {
      library.deleteEncoding(encoding);
    }
  }

  /**
   * All tokens of a text, and where each comes from.
   *
   * @param specials whether to add special tokens
   */
  Whole encodeWhole(String text, boolean specials) {
    return whole(whole(), text, specials);
  }

  /** The tokens of a text, special tokens included, up to the length, and where each comes from. */
  Whole encodeLabelled(String text) {
    return whole(cutting, text, true);
  }

  private Whole whole(long handle, String text, boolean specials) {
    long encoding = library.encode(handle, text, specials);
    try {
      return new Whole(
          new Tokens(library.getTokenIds(encoding), library.getTypeIds(encoding)),
          library.getSpecialTokenMask(encoding),
          library.getTokens(encoding),
          library.getTokenCharSpans(encoding));
    } finally {
      library.deleteEncoding(encoding);
    }
  }

  private synchronized long whole() {
    if (whole == 0) {
      whole = load();
      library.disableTruncation(whole);
    }
    return whole;
  }

  /**
   * Everything about a text's tokens.
   *
   * @param special 1 for tokens that the tokenizer added
   * @param names of the tokens
   * @param spans of the text, null for tokens that stand for none of it
   */
  record Whole(Tokens tokens, long[] special, String[] names, CharSpan[] spans) {}

  /** Lets go of the native tokenizers. Not safe while a call runs. */
  @Override
  public synchronized void close() {
    for (long handle : new long[] {cutting, whole}) {
      if (handle != 0) {
        library.deleteTokenizer(handle);
      }
    }
    cutting = 0;
    whole = 0;
  }
}
