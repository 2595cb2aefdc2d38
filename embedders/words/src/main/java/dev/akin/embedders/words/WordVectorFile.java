package dev.akin.embedders.words;

import dev.akin.api.AkinException;
import dev.akin.api.VectorSpec;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reads the files that word vectors are passed around in, gzipped or not:
 *
 * <ul>
 *   <li>word2vec's and fastText's text ({@code .vec}): a line with the number of words and the
 *       dimension, then a line per word: the word and its values
 *   <li>GloVe's: the same without the first line
 *   <li>word2vec's binary: the first line, then each word up to a space and its values as float32,
 *       little-endian
 * </ul>
 *
 * <p>In text the values are the last fields of a line, so that a word may have spaces in it, as
 * some of GloVe's do.
 */
final class WordVectorFile implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int MAX_WORD_BYTES = 1 << 16;

  /** The longest line: that many bytes a value are never written. */
  private static final int MAX_LINE_BYTES = VectorSpec.MAX_DIMENSION * 32;

  private record Header(int words, int dimension) {}

  private final Path file;
  private final InputStream in;
  private int line;

  private WordVectorFile(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /**
   * Reads a file whole.
   *
   * @throws AkinException.NotFound if there is none
   * @throws AkinException.Corrupted if it is torn or of no such format; the message says where
   */
  static WordTable read(Path path) {
    Path file = path.toAbsolutePath();
    if (!Files.isRegularFile(file)) {
      throw new AkinException.NotFound("no such model file: " + file);
    }
    MessageDigest digest = sha256();
    try (InputStream raw = new DigestInputStream(Files.newInputStream(file), digest);
        BufferedInputStream bytes = new BufferedInputStream(raw, BUFFER);
        WordVectorFile reader =
            new WordVectorFile(
                file,
                gzipped(bytes)
                    ? new BufferedInputStream(new GZIPInputStream(bytes, BUFFER), BUFFER)
                    : bytes)) {
      WordTable.Builder builder = reader.read();
      bytes.transferTo(OutputStream.nullOutputStream());
      return builder.build(HexFormat.of().formatHex(digest.digest()));
    } catch (IOException e) {
      throw new AkinException.Corrupted("cannot read word vectors " + file + ": " + e, e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static boolean gzipped(BufferedInputStream bytes) throws IOException {
    bytes.mark(2);
    int magic = (bytes.read() << Byte.SIZE) | bytes.read();
    bytes.reset();
    return magic == GZIP_MAGIC;
  }

  private WordTable.Builder read() throws IOException {
    String first =
        line().map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip()).orElse("");
    Optional<Header> header = header(first);
    int dimension = header.map(Header::dimension).orElseGet(() -> first.split(" ", -1).length - 1);
    if (dimension < 1 || dimension > VectorSpec.MAX_DIMENSION) {
      throw damaged("the first line must be a word and its values, or two numbers");
    }
    WordTable.Builder builder = new WordTable.Builder(dimension);
    try {
      if (header.isEmpty()) {
        addLine(builder, first.getBytes(StandardCharsets.UTF_8), dimension);
        readText(builder, dimension);
      } else if (isText(dimension)) {
        readText(builder, dimension);
      } else {
        readBinary(builder, header.get());
      }
      if (header.isPresent() && builder.size() != header.get().words()) {
        throw damaged(
            "its first line says " + header.get().words() + " words, and it has " + builder.size());
      }
      return builder;
    } catch (IOException | RuntimeException e) {
      builder.discard();
      throw e;
    }
  }

  private static Optional<Header> header(String line) {
    String[] fields = line.split(" +", -1);
    try {
      return fields.length == 2
          ? Optional.of(new Header(Integer.parseInt(fields[0]), Integer.parseInt(fields[1])))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether what comes next is a line of text with as many values. Reads nothing. */
  private boolean isText(int dimension) throws IOException {
    in.mark(MAX_LINE_BYTES + MAX_WORD_BYTES);
    int before = line;
    try {
      Optional<byte[]> next = line();
      if (next.isPresent()) {
        values(next.get(), dimension, new float[dimension]);
      }
      return true;
    } catch (AkinException.Corrupted e) {
      return false;
    } finally {
      line = before;
      in.reset();
    }
  }

  private void readText(WordTable.Builder builder, int dimension) throws IOException {
    for (Optional<byte[]> next = line(); next.isPresent(); next = line()) {
      addLine(builder, next.get(), dimension);
    }
  }

  private void addLine(WordTable.Builder builder, byte[] bytes, int dimension) {
    float[] vector = new float[dimension];
    int end = values(bytes, dimension, vector);
    byte[] word = new byte[end];
    System.arraycopy(bytes, 0, word, 0, end);
    builder.add(word, vector);
  }

  /** Reads the values at the end of a line; returns where the word before them ends. */
  private int values(byte[] bytes, int dimension, float[] into) {
    int end = bytes.length;
    while (end > 0 && (bytes[end - 1] == ' ' || bytes[end - 1] == '\r')) {
      end--;
    }
    for (int d = dimension - 1; d >= 0; d--) {
      int start = end;
      while (start > 0 && bytes[start - 1] != ' ') {
        start--;
      }
      String number = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
      try {
        into[d] = Float.parseFloat(number);
      } catch (NumberFormatException e) {
        throw damaged("line " + line + " must end with " + dimension + " numbers: " + number);
      }
      if (!Float.isFinite(into[d])) {
        throw damaged("line " + line + " has a value that is not finite: " + number);
      }
      if (start == 0) {
        throw damaged("line " + line + " must be a word and " + dimension + " numbers");
      }
      end = start - 1;
    }
    return end;
  }

  private void readBinary(WordTable.Builder builder, Header header) throws IOException {
    byte[] values = new byte[header.dimension() * Float.BYTES];
    float[] vector = new float[header.dimension()];
    for (int i = 0; i < header.words(); i++) {
      byte[] word = word(i, header.words());
      if (in.readNBytes(values, 0, values.length) != values.length) {
        throw damaged("it ends within the values of word " + (i + 1) + " of " + header.words());
      }
      ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
      for (float value : vector) {
        if (!Float.isFinite(value)) {
          throw damaged("word " + (i + 1) + " has a value that is not finite");
        }
      }
      builder.add(word, vector);
    }
    int after = in.read();
    if (after == '\n') {
      after = in.read();
    }
    if (after >= 0) {
      throw damaged("it goes on after its " + header.words() + " words");
    }
  }

  /** The bytes up to a space. Some programs end each word's values with a line end. */
  private byte[] word(int index, int words) throws IOException {
    ByteArrayOutputStream word = new ByteArrayOutputStream();
    for (int next = in.read(); next != ' '; next = in.read()) {
      if (next < 0 || word.size() > MAX_WORD_BYTES) {
        throw damaged("it ends within word " + (index + 1) + " of " + words);
      }
      if (next != '\n' || word.size() > 0) {
        word.write(next);
      }
    }
    return word.toByteArray();
  }

  /** The bytes up to a line end; empty at the end of the file. */
  private Optional<byte[]> line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    int next = read1();
    if (next < 0) {
      return Optional.empty();
    }
    line++;
    while (next >= 0 && next != '\n') {
      bytes.write(next);
      if (bytes.size() > MAX_LINE_BYTES) {
        throw damaged("line " + line + " is longer than " + MAX_LINE_BYTES + " bytes");
      }
      next = read1();
    }
    return Optional.of(bytes.toByteArray());
  }

  private int read1() throws IOException {
    try {
      return in.read();
    } catch (EOFException e) {
      throw damaged("it is a torn gzip file");
    }
  }

  private AkinException.Corrupted damaged(String what) {
    return new AkinException.Corrupted("damaged word vectors " + file + ": " + what);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
