package dev.akin.embedders.words;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Words and their vectors in memory: the vectors off-heap, the words one after the other in UTF-8
 * with a hash table over them. Immutable once built.
 */
final class WordTable implements WordModel {
  private static final int CHUNK_BYTES = 4 << 20;
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final Arena arena;
  private final int dimension;
  private final String fingerprint;
  private final byte[] words;
  private final int[] starts;
  private final List<MemorySegment> chunks;
  private final int[] slots;

  private WordTable(Builder builder, String fingerprint) {
    arena = builder.arena;
    dimension = builder.dimension;
    this.fingerprint = fingerprint;
    words = Arrays.copyOf(builder.words, builder.starts[builder.size]);
    starts = Arrays.copyOf(builder.starts, builder.size + 1);
    chunks = List.copyOf(builder.chunks);
    slots = new int[Integer.highestOneBit(Math.max(1, builder.size)) << 2];
    Arrays.fill(slots, -1);
    for (int row = 0; row < builder.size; row++) {
      int slot = slot(words, starts[row], starts[row + 1]);
      if (slots[slot] < 0) {
        slots[slot] = row;
      }
    }
  }

  @Override
  public int dimension() {
    return dimension;
  }

  /** Number of words, those that occur twice counted twice. */
  int size() {
    return starts.length - 1;
  }

  @Override
  public Optional<float[]> vectorOf(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    int row = slots[slot(bytes, 0, bytes.length)];
    if (row < 0) {
      return Optional.empty();
    }
    float[] vector = new float[dimension];
    int perChunk = rowsPerChunk(dimension);
    MemorySegment.copy(
        chunks.get(row / perChunk),
        ValueLayout.JAVA_FLOAT,
        (long) (row % perChunk) * dimension * Float.BYTES,
        vector,
        0,
        dimension);
    return Optional.of(vector);
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  /** Where a word is, or would be put. */
  private int slot(byte[] bytes, int start, int end) {
    int hash = 1;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (((hash ^ (hash >>> 15)) * 0x9E3779B1) >>> 7) & (slots.length - 1);
    while (slots[slot] >= 0) {
      int row = slots[slot];
      if (Arrays.equals(words, starts[row], starts[row + 1], bytes, start, end)) {
        return slot;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private static int rowsPerChunk(int dimension) {
    return Math.max(1, CHUNK_BYTES / (dimension * Float.BYTES));
  }

  /** Takes words one after the other. For one thread. */
  static final class Builder {
    private final Arena arena = Arena.ofShared();
    private final int dimension;
    private final List<MemorySegment> chunks = new ArrayList<>();
    private byte[] words = new byte[1 << 16];
    private int[] starts = new int[1 << 12];
    private int size;

    Builder(int dimension) {
      this.dimension = dimension;
    }

    int size() {
      return size;
    }

    /** Adds a word; of two that are equal the first counts. */
    void add(byte[] word, float[] vector) {
      int start = starts[size];
      int end = Math.addExact(start, word.length);
      if (end > words.length) {
        words = Arrays.copyOf(words, Math.max(end, (int) Math.min(2L * words.length, MAX_ARRAY)));
      }
      System.arraycopy(word, 0, words, start, word.length);
      int perChunk = rowsPerChunk(dimension);
      if (size % perChunk == 0) {
        chunks.add(arena.allocate((long) perChunk * dimension * Float.BYTES, Long.BYTES));
      }
      MemorySegment.copy(
          vector,
          0,
          chunks.getLast(),
          ValueLayout.JAVA_FLOAT,
          (long) (size % perChunk) * dimension * Float.BYTES,
          dimension);
      size++;
      if (size == starts.length) {
        starts = Arrays.copyOf(starts, 2 * size);
      }
      starts[size] = end;
    }

    /** The table; the builder is of no use afterwards. */
    WordTable build(String fingerprint) {
      return new WordTable(this, fingerprint);
    }

    /** Lets go of what came so far. */
    void discard() {
      arena.close();
    }
  }
}
