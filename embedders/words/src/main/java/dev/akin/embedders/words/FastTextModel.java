package dev.akin.embedders.words;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A fastText model as {@code fasttext} writes it: {@code .bin}, or {@code .ftz} when quantized. It
 * is mapped, not read: only the pages of the vectors that are used take memory. Safe for any number
 * of threads; who opens it closes it, after the last call has returned.
 *
 * <p>P. Bojanowski et al., Enriching Word Vectors with Subword Information; A. Joulin et al.,
 * FastText.zip: Compressing text classification models.
 */
public final class FastTextModel implements AutoCloseable {
  private static final int SAMPLES = 256;
  private static final int SAMPLE_BYTES = 4096;

  private final Arena arena;
  private final FastTextArgs args;
  private final FastTextDictionary dictionary;
  private final InputMatrix vectors;
  private final String fingerprint;

  private FastTextModel(
      Arena arena,
      FastTextArgs args,
      FastTextDictionary dictionary,
      InputMatrix vectors,
      String fingerprint) {
    this.arena = arena;
    this.args = args;
    this.dictionary = dictionary;
    this.vectors = vectors;
    this.fingerprint = fingerprint;
  }

  /**
   * Opens a model.
   *
   * @throws AkinException.NotFound if there is no such file
   * @throws AkinException.Corrupted if it is not a fastText model, or torn, or goes on too long
   */
  public static FastTextModel open(Path path) {
    Path file = path.toAbsolutePath();
    if (!Files.isRegularFile(file)) {
      throw new AkinException.NotFound("no such model file: " + file);
    }
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      ModelCursor cursor = new ModelCursor(file, bytes);
      FastTextArgs args = FastTextArgs.read(cursor);
      FastTextDictionary dictionary = FastTextDictionary.read(cursor, bytes, args);
      boolean quantized = cursor.nextBoolean("quant");
      long head = cursor.position();
      InputMatrix vectors = InputMatrix.read(cursor, quantized, args.dimension());
      if (vectors.rows() < dictionary.rowsNeeded()) {
        throw cursor.damaged(
            vectors.rows() + " vectors, of which " + dictionary.rowsNeeded() + " are needed");
      }
      boolean quantizedOutput = cursor.nextBoolean("qout") && quantized;
      InputMatrix.read(cursor, quantizedOutput, args.dimension());
      if (cursor.position() != bytes.byteSize()) {
        throw cursor.damaged("the file of " + bytes.byteSize() + " bytes goes on after its end");
      }
      return new FastTextModel(arena, args, dictionary, vectors, fingerprint(bytes, head));
    } catch (IOException e) {
      arena.close();
      throw new AkinException.Internal("cannot read " + file, e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** Whether a file begins as fastText's do; one that cannot be read does not. */
  static boolean looksLikeOne(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(Integer.BYTES), FastTextArgs.MAGIC_BYTES);
    } catch (IOException e) {
      return false;
    }
  }

  /** Number of values of a vector. */
  public int dimension() {
    return args.dimension();
  }

  /** Number of words with a vector of their own. */
  public int words() {
    return dictionary.words();
  }

  /**
   * SHA-256 over the size, the arguments, all words, and samples of the vectors: to read them all
   * would bring gigabytes into memory for nothing else.
   */
  public String fingerprint() {
    return fingerprint;
  }

  /**
   * The vector of a word, from its n-grams if it is not known; what {@code fasttext
   * print-word-vectors} prints. Zeros if nothing of it is known.
   */
  public float[] wordVector(String word) {
    return wordVector(word.getBytes(StandardCharsets.UTF_8), new Rows());
  }

  /**
   * The vector of a text, whatever lines it has; what {@code fasttext print-sentence-vectors}
   * prints for it as one line. Zeros if nothing of it is known.
   */
  public float[] sentenceVector(String text) {
    List<byte[]> words = words(text);
    Rows rows = new Rows();
    if (args.supervised()) {
      dictionary.addLine(words, rows);
      return mean(rows);
    }
    float[] sum = new float[args.dimension()];
    int count = 0;
    for (byte[] word : words) {
      float[] vector = wordVector(word, rows);
      float squares = 0;
      for (float value : vector) {
        squares += value * value;
      }
      if (squares > 0) {
        float factor = (float) (1 / Math.sqrt(squares));
        for (int d = 0; d < sum.length; d++) {
          sum[d] += vector[d] * factor;
        }
        count++;
      }
    }
    scale(sum, count);
    return sum;
  }

  private float[] wordVector(byte[] word, Rows scratch) {
    scratch.clear();
    dictionary.addWord(word, scratch);
    return mean(scratch);
  }

  private float[] mean(Rows rows) {
    float[] sum = new float[args.dimension()];
    float[] scratch = new float[args.dimension()];
    for (int i = 0; i < rows.size(); i++) {
      vectors.addRow(rows.get(i), sum, scratch);
    }
    scale(sum, rows.size());
    return sum;
  }

  private static void scale(float[] vector, int count) {
    if (count > 0) {
      float factor = (float) (1.0 / count);
      for (int d = 0; d < vector.length; d++) {
        vector[d] *= factor;
      }
    }
  }

  /** Splits where C's isspace does. */
  private static List<byte[]> words(String text) {
    List<byte[]> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || isSpace(text.charAt(i))) {
        if (i > start) {
          words.add(text.substring(start, i).getBytes(StandardCharsets.UTF_8));
        }
        start = i + 1;
      }
    }
    return words;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static String fingerprint(MemorySegment bytes, long head) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    digest.update(Long.toString(bytes.byteSize()).getBytes(StandardCharsets.US_ASCII));
    long step = Math.max(SAMPLE_BYTES, (bytes.byteSize() - head) / SAMPLES);
    for (long at = 0; at < head; at += SAMPLE_BYTES) {
      update(digest, bytes, at, Math.min(head, at + SAMPLE_BYTES));
    }
    for (long at = head; at < bytes.byteSize(); at += step) {
      update(digest, bytes, at, Math.min(bytes.byteSize(), at + SAMPLE_BYTES));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, MemorySegment bytes, long start, long end) {
    digest.update(bytes.asSlice(start, end - start).asByteBuffer());
  }

  /** Unmaps the file. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
