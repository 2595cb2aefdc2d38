package dev.akin.index.internal.rabitq;

import dev.akin.index.VectorOps;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.quantization.QueryTables;
import dev.akin.index.internal.simd.CodeKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A query as tables: for each byte of a code and each value it can have, the inner product of the
 * query's numbers there with the levels that the value stands for, in whole steps above the least.
 * Each entry is the sum of one for the value's lower four bits and one for the upper two, so that
 * registers of 16 bytes are enough to look it up. Not thread-safe.
 */
public final class RabitqQuery implements QueryTables {
  private static final int LOW = CodeKernels.LOW_ENTRIES;
  private static final int HIGH = CodeKernels.TABLE / LOW;

  private final CodeKernels kernels = CodeKernels.get();
  private final RandomRotation rotation;
  private final int bits;
  private final int perByte;
  private final int positions;
  private final float[] origin;
  private final float[] rotated;
  private final float[] products;
  private final int[] lowParts = new int[LOW];
  private final MemorySegment tables;
  private final FineQuery fine;
  private float step;
  private float offset;
  private float squares;

  /**
   * Tables for no query yet, of codes that nothing refines.
   *
   * @param origin what codes' terms take from the query
   */
  public RabitqQuery(RandomRotation rotation, float[] origin, int bits, int positions) {
    this(rotation, origin, bits, positions, 0);
  }

  RabitqQuery(RandomRotation rotation, float[] origin, int bits, int positions, int planes) {
    this.origin = origin;
    this.rotation = rotation;
    this.bits = bits;
    this.perByte = 6 / bits;
    this.positions = positions;
    this.rotated = new float[origin.length];
    this.products = new float[positions * CodeKernels.TABLE];
    this.tables = Arena.ofAuto().allocate(CodeKernels.tableBytes(positions), 64);
    this.fine = planes > 0 ? new FineQuery(origin.length, planes) : null;
  }

  @Override
  public void set(float[] query) {
    squares = VectorOps.dot(query, query);
    for (int i = 0; i < rotated.length; i++) {
      rotated[i] = query[i] - origin[i];
    }
    rotation.apply(rotated);
    float widest = 0;
    float least = 0;
    for (int p = 0; p < positions; p++) {
      fill(p);
      int at = p * CodeKernels.TABLE;
      float low = least(at, 1, LOW);
      float high = least(at, LOW, HIGH);
      float range = most(at, 1, LOW) - low + most(at, LOW, HIGH) - high;
      least += low + high - products[at];
      widest = Math.max(widest, range);
    }
    offset = least;
    // One less, because both parts of an entry may be rounded up.
    int most = Math.max(1, Math.min(CodeKernels.MAX_ENTRY, CodeKernels.MAX_SUM / positions) - 1);
    step = widest / most;
    quantize(widest == 0 ? 0 : most / widest);
    if (fine != null) {
      fine.set(rotated);
    }
  }

  private float least(int at, int stride, int count) {
    float least = products[at];
    for (int i = 1; i < count; i++) {
      least = Math.min(least, products[at + i * stride]);
    }
    return least;
  }

  private float most(int at, int stride, int count) {
    float most = products[at];
    for (int i = 1; i < count; i++) {
      most = Math.max(most, products[at + i * stride]);
    }
    return most;
  }

  /** Computes a table. */
  private void fill(int position) {
    int at = position * CodeKernels.TABLE;
    float half = ((1 << bits) - 1) / 2f;
    int size = 1;
    products[at] = 0;
    for (int i = 0; i < perByte; i++) {
      int number = position * perByte + i;
      float value = number < rotated.length ? rotated[number] : 0;
      // Each number multiplies the table: the entries so far at every level of it.
      for (int digit = (1 << bits) - 1; digit >= 0; digit--) {
        float add = (digit - half) * value;
        for (int entry = 0; entry < size; entry++) {
          products[at + digit * size + entry] = products[at + entry] + add;
        }
      }
      size <<= bits;
    }
  }

  private void quantize(float scale) {
    long upper = CodeKernels.highTables(tables.address(), positions);
    for (int p = 0; p < positions; p++) {
      int at = p * CodeKernels.TABLE;
      long table = tables.address() + at;
      float low = least(at, 1, LOW);
      float high = least(at, LOW, HIGH);
      int first = (int) ((products[at] - high) * scale + 0.5f);
      for (int l = 0; l < LOW; l++) {
        lowParts[l] = (int) ((products[at + l] - low) * scale + 0.5f);
      }
      for (int h = 0; h < HIGH; h++) {
        int part = (int) ((products[at + h * LOW] - high) * scale + 0.5f);
        Memory.ALL.set(ValueLayout.JAVA_BYTE, upper + (long) p * LOW + h, (byte) (part - first));
        for (int l = 0; l < LOW; l++) {
          byte entry = (byte) (part + lowParts[l]);
          Memory.ALL.set(ValueLayout.JAVA_BYTE, table + (long) h * LOW + l, entry);
        }
      }
    }
  }

  @Override
  public long bound(
      long block, float base, float deviations, float distance, float floor, float[] bounds) {
    return kernels.bound(
        block,
        positions,
        tables.address(),
        base,
        step,
        offset,
        deviations,
        distance,
        noise(),
        floor,
        bounds);
  }

  @Override
  public float fineProduct(long block, int slot, long planes) {
    float product = 0;
    long code = block + CodeKernels.lane(slot);
    for (int p = 0; p < positions; p++) {
      int value = Memory.ALL.get(ValueLayout.JAVA_BYTE, code + (long) p * CodeKernels.ROWS);
      product += products[p * CodeKernels.TABLE + value];
    }
    return fine.product(product, planes);
  }

  @Override
  public float fineNoise() {
    return fine == null ? 0 : fine.noise();
  }

  /** The address of the tables. */
  public long tables() {
    return tables.address();
  }

  /** Bytes per code. */
  public int positions() {
    return positions;
  }

  /** What one step of a sum of entries is worth. */
  public float step() {
    return step;
  }

  /** The inner product when all entries are 0. */
  public float offset() {
    return offset;
  }

  /** The standard deviation of a sum of entries from the inner product, for their rounding. */
  public float noise() {
    return step * (float) Math.sqrt(2 * positions / 12.0);
  }

  @Override
  public float squares() {
    return squares;
  }
}
