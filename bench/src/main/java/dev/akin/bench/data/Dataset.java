package dev.akin.bench.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Unit vectors, held-out queries and their exact neighbours by cosine, in one file. Queries and
 * neighbours are in memory; rows are read when asked for, so that the memory of a process that
 * builds an index over them is the index's own. Safe for any number of threads.
 */
public final class Dataset implements AutoCloseable {
  private final String name;
  private final Path file;
  private final FileChannel channel;
  private final DatasetFormat.Header header;
  private final float[][] queries;
  private final GroundTruth truth;

  private Dataset(
      String name,
      Path file,
      FileChannel channel,
      DatasetFormat.Header header,
      float[][] queries,
      GroundTruth truth) {
    this.name = name;
    this.file = file;
    this.channel = channel;
    this.header = header;
    this.queries = queries;
    this.truth = truth;
  }

  /** Takes each row as it comes. */
  public interface RowSink {
    /**
     * Takes a row.
     *
     * @param row a new array, the sink's to keep
     */
    void accept(int ordinal, float[] row) throws Exception;
  }

  /**
   * Opens a file of {@link DatasetCache}.
   *
   * @throws IOException if it is not one, or of another length than its header says
   */
  public static Dataset open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      DatasetFormat.Header header = DatasetFormat.readHeader(channel, file);
      float[][] queries =
          DatasetFormat.readFloats(
              channel, header.queriesOffset(), header.queries(), header.dimension());
      int[][] ordinals =
          DatasetFormat.readInts(channel, header.truthOffset(), header.queries(), header.truthK());
      float[][] scores =
          DatasetFormat.readFloats(
              channel, header.scoresOffset(), header.queries(), header.truthK());
      String fileName = file.getFileName().toString();
      int dot = fileName.lastIndexOf('.');
      return new Dataset(
          dot > 0 ? fileName.substring(0, dot) : fileName,
          file,
          channel,
          header,
          queries,
          new GroundTruth(ordinals, scores));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Reads the whole file and compares its checksum.
   *
   * @throws IOException if it is damaged
   */
  public void verify() throws IOException {
    DatasetFormat.verify(channel, file, header);
  }

  /** The file's name without its ending. */
  public String name() {
    return name;
  }

  /** Where it is. */
  public Path file() {
    return file;
  }

  /** Numbers of each vector. */
  public int dimension() {
    return header.dimension();
  }

  /** Vectors to index. */
  public int size() {
    return header.rows();
  }

  /** Vectors to search for; none of them is among the rows. Do not change them. */
  public float[][] queries() {
    return queries;
  }

  /** The exact neighbours of the queries. Do not change them. */
  public GroundTruth truth() {
    return truth;
  }

  /** Reads a range of rows in order. */
  public void rows(int from, int to, RowSink sink) throws Exception {
    int perRead = Math.max(1, (1 << 18) / (dimension() * Float.BYTES));
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(perRead * dimension() * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int start = from; start < to; start += perRead) {
      int count = Math.min(perRead, to - start);
      buffer.clear().limit(count * dimension() * Float.BYTES);
      DatasetFormat.readFully(
          channel, buffer, DatasetFormat.HEADER_BYTES + (long) start * dimension() * Float.BYTES);
      buffer.flip();
      var floats = buffer.asFloatBuffer();
      for (int i = 0; i < count; i++) {
        float[] row = new float[dimension()];
        floats.get(row);
        sink.accept(start + i, row);
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
