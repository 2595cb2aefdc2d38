package dev.akin.bench.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The file of a data set: little-endian, a header of 64 bytes and then plain arrays, so that the
 * drivers in other languages read it with a few lines.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><th>offset</th><th>what</th></tr>
 * <tr><td>0</td><td>magic, 8 bytes {@value #MAGIC}</td></tr>
 * <tr><td>8</td><td>int32 dimension</td></tr>
 * <tr><td>12</td><td>int32 number of rows</td></tr>
 * <tr><td>16</td><td>int32 number of queries</td></tr>
 * <tr><td>20</td><td>int32 truthK, neighbours known of each query</td></tr>
 * <tr><td>24</td><td>int32 CRC32C of all after the header</td></tr>
 * <tr><td>28</td><td>zeros up to 64</td></tr>
 * <tr><td>64</td><td>float32 rows, queries; int32 ordinals of the neighbours, best first; float32
 * their scores</td></tr>
 * </table>
 */
final class DatasetFormat {
  static final String MAGIC = "AKINANN1";
  static final int HEADER_BYTES = 64;

  private static final int BUFFER_BYTES = 1 << 20;

  private DatasetFormat() {}

  /** What the header says. */
  record Header(int dimension, int rows, int queries, int truthK, int checksum) {
    long queriesOffset() {
      return HEADER_BYTES + (long) rows * dimension * Float.BYTES;
    }

    long truthOffset() {
      return queriesOffset() + (long) queries * dimension * Float.BYTES;
    }

    long scoresOffset() {
      return truthOffset() + (long) queries * truthK * Integer.BYTES;
    }

    long fileBytes() {
      return scoresOffset() + (long) queries * truthK * Float.BYTES;
    }
  }

  /** Writes the file beside its place and moves it there when it is whole. */
  static void write(Path file, float[][] rows, float[][] queries, GroundTruth truth)
      throws IOException {
    Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), "dataset", ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
        channel.position(HEADER_BYTES);
        CRC32C checksum = new CRC32C();
        writeFloats(channel, rows, checksum);
        writeFloats(channel, queries, checksum);
        writeInts(channel, truth.ordinals(), checksum);
        writeFloats(channel, truth.scores(), checksum);
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC.getBytes(StandardCharsets.US_ASCII));
        header.putInt(rows[0].length).putInt(rows.length).putInt(queries.length);
        header.putInt(truth.k()).putInt((int) checksum.getValue());
        header.clear();
        writeFully(channel, header, 0);
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Reads the header and checks it against the length of the file. */
  static Header readHeader(FileChannel channel, Path file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (channel.size() < HEADER_BYTES) {
      throw new IOException(file + " is too short for a data set: " + channel.size() + " bytes");
    }
    readFully(channel, header, 0);
    header.flip();
    byte[] magic = new byte[8];
    header.get(magic);
    if (!MAGIC.equals(new String(magic, StandardCharsets.US_ASCII))) {
      throw new IOException(file + " is not a data set: it does not begin with " + MAGIC);
    }
    Header read =
        new Header(
            header.getInt(), header.getInt(), header.getInt(), header.getInt(), header.getInt());
    if (read.dimension < 1 || read.rows < 1 || read.queries < 1 || read.truthK < 1) {
      throw new IOException(file + " has a damaged header: " + read);
    }
    if (channel.size() != read.fileBytes()) {
      throw new IOException(
          file + " must have " + read.fileBytes() + " bytes and has " + channel.size());
    }
    return read;
  }

  /** Compares the checksum with the content. */
  static void verify(FileChannel channel, Path file, Header header) throws IOException {
    CRC32C checksum = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    for (long at = HEADER_BYTES; at < header.fileBytes(); ) {
      buffer.clear().limit((int) Math.min(BUFFER_BYTES, header.fileBytes() - at));
      readFully(channel, buffer, at);
      buffer.flip();
      at += buffer.remaining();
      checksum.update(buffer);
    }
    if ((int) checksum.getValue() != header.checksum()) {
      throw new IOException(file + " is damaged: its checksum is wrong");
    }
  }

  static float[][] readFloats(FileChannel channel, long offset, int rows, int columns)
      throws IOException {
    float[][] values = new float[rows][columns];
    ByteBuffer buffer = ByteBuffer.allocate(columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows; row++) {
      buffer.clear();
      readFully(channel, buffer, offset + (long) row * columns * Float.BYTES);
      buffer.flip();
      buffer.asFloatBuffer().get(values[row]);
    }
    return values;
  }

  static int[][] readInts(FileChannel channel, long offset, int rows, int columns)
      throws IOException {
    int[][] values = new int[rows][columns];
    ByteBuffer buffer = ByteBuffer.allocate(columns * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows; row++) {
      buffer.clear();
      readFully(channel, buffer, offset + (long) row * columns * Integer.BYTES);
      buffer.flip();
      buffer.asIntBuffer().get(values[row]);
    }
    return values;
  }

  static void readFully(FileChannel channel, ByteBuffer buffer, long offset) throws IOException {
    long at = offset;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        throw new IOException("end of file at " + at);
      }
      at += read;
    }
  }

  private static void writeFloats(FileChannel channel, float[][] rows, CRC32C checksum)
      throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate(rows[0].length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer gathered = ByteBuffer.allocate(Math.max(BUFFER_BYTES, buffer.capacity()));
    for (float[] row : rows) {
      buffer.clear();
      buffer.asFloatBuffer().put(row);
      append(channel, gathered, buffer, checksum);
    }
    drain(channel, gathered, checksum);
  }

  private static void writeInts(FileChannel channel, int[][] rows, CRC32C checksum)
      throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate(rows[0].length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer gathered = ByteBuffer.allocate(Math.max(BUFFER_BYTES, buffer.capacity()));
    for (int[] row : rows) {
      buffer.clear();
      buffer.asIntBuffer().put(row);
      append(channel, gathered, buffer, checksum);
    }
    drain(channel, gathered, checksum);
  }

  private static void append(
      FileChannel channel, ByteBuffer gathered, ByteBuffer row, CRC32C checksum)
      throws IOException {
    if (gathered.remaining() < row.remaining()) {
      drain(channel, gathered, checksum);
    }
    gathered.put(row);
  }

  private static void drain(FileChannel channel, ByteBuffer gathered, CRC32C checksum)
      throws IOException {
    gathered.flip();
    checksum.update(gathered.duplicate());
    while (gathered.hasRemaining()) {
      channel.write(gathered);
    }
    gathered.clear();
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer, long offset)
      throws IOException {
    long at = offset;
    while (buffer.hasRemaining()) {
      at += channel.write(buffer, at);
    }
  }
}
