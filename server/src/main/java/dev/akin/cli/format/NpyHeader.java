package dev.akin.cli.format;

import dev.akin.api.AkinException;
import dev.akin.api.VectorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a NumPy .npy file, versions 1 to 3: the magic, two bytes of version, the length of
 * a Python dictionary (16 bits in version 1, 32 after), and the dictionary with {@code descr},
 * {@code fortran_order} and {@code shape}.
 *
 * @param rows of the matrix
 * @param columns of the matrix
 * @param bytesPerValue 4 or 8
 * @param order of the bytes of a value
 */
record NpyHeader(long rows, int columns, int bytesPerValue, ByteOrder order) {
  /** Bytes of a header that is written; NumPy wants a multiple of 64. */
  static final int WRITTEN_BYTES = 128;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_LENGTH = 1 << 16;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("'shape'\\s*:\\s*\\(\\s*(\\d{1,18})L?\\s*,\\s*(\\d{1,9})L?\\s*,?\\s*\\)");

  /**
   * Reads the header, leaving the stream at the first value.
   *
   * @throws AkinException.InvalidArgument if it is no two-dimensional float32 or float64 array
   */
  static NpyHeader read(InputStream in, String name) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2
        || !Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC)) {
      throw wrong(name, "is no .npy file: it does not start with \\x93NUMPY");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw wrong(name, ".npy version must be 1 to 3: " + version);
    }
    byte[] lengthBytes = in.readNBytes(version == 1 ? 2 : 4);
    int length = littleEndian(lengthBytes);
    if (length < 0 || length > MAX_LENGTH) {
      throw wrong(name, "header must be at most " + MAX_LENGTH + " bytes: " + length);
    }
    byte[] dictionary = in.readNBytes(length);
    if (dictionary.length < length) {
      throw wrong(name, "the file ends within its header");
    }
    return parse(new String(dictionary, StandardCharsets.UTF_8), name);
  }

  /** The header of a matrix of little-endian float32, version 1, {@link #WRITTEN_BYTES} long. */
  static byte[] bytes(long rows, int columns) {
    int length = WRITTEN_BYTES - MAGIC.length - 4;
    String dictionary =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }";
    String padded = dictionary + " ".repeat(length - 1 - dictionary.length()) + "\n";
    return ByteBuffer.allocate(WRITTEN_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) length)
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  private static NpyHeader parse(String dictionary, String name) {
    Matcher descr = DESCR.matcher(dictionary);
    String type = descr.find() ? descr.group(1) : "a structured type";
    if (!type.matches("[<>][f][48]")) {
      throw wrong(name, "values must be float32 or float64 (<f4, <f8, >f4, >f8): " + type);
    }
    Matcher fortran = FORTRAN.matcher(dictionary);
    if (!fortran.find() || fortran.group(1).equals("True")) {
      throw wrong(name, "rows must follow each other (C order); save numpy.ascontiguousarray(a)");
    }
    Matcher shape = SHAPE.matcher(dictionary);
    if (!shape.find()) {
      throw wrong(name, "shape must be (rows, dimension): " + dictionary.strip());
    }
    long rows = Long.parseLong(shape.group(1));
    int columns = Integer.parseInt(shape.group(2));
    if (columns < 1 || columns > VectorSpec.MAX_DIMENSION) {
      throw wrong(name, "dimension must be 1 to " + VectorSpec.MAX_DIMENSION + ": " + columns);
    }
    return new NpyHeader(
        rows,
        columns,
        type.charAt(2) - '0',
        type.charAt(0) == '<' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }

  private static int littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(Arrays.copyOf(bytes, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private static AkinException wrong(String name, String what) {
    return new AkinException.InvalidArgument(name + ": " + what);
  }
}
