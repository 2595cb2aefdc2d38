package dev.akin.index.internal.rabitq;

import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.quantization.Encoder;
import dev.akin.index.internal.quantization.Quantizer;
import dev.akin.index.internal.quantization.QueryTables;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * RaBitQ of 1 to 8 bits (arXiv:2405.12497, arXiv:2409.09913). Up to three bits are one code that is
 * looked up whole. Of more bits the highest, which is the sign, is the code, and the others refine
 * it: they lie as bit planes, lowest first, the numbers from the lowest bit of the first {@code
 * long} up. Nothing is trained; the rotation is made from a fixed seed.
 */
public final class RabitqQuantizer implements Quantizer {
  /** The most bits per number. */
  public static final int MAX_BITS = 8;

  private static final long ROTATION_SEED = 0x5ab17;
  private static final int MAX_WHOLE_BITS = 3;

  private final int dimension;
  private final int bits;
  private final int codeBits;
  private final int perByte;
  private final int positions;
  private final int planes;
  private final RandomRotation rotation;

  /**
   * A quantizer.
   *
   * @param bits per number, 1 to {@value #MAX_BITS}
   */
  public RabitqQuantizer(int dimension, int bits) {
    this.dimension = dimension;
    this.bits = bits;
    this.codeBits = bits <= MAX_WHOLE_BITS ? bits : 1;
    this.planes = bits - codeBits;
    this.perByte = 6 / codeBits;
    this.positions = (dimension + perByte - 1) / perByte;
    this.rotation = new RandomRotation(dimension, ROTATION_SEED);
  }

  @Override
  public int positions() {
    return positions;
  }

  @Override
  public void transform(float[] vector) {
    rotation.apply(vector);
  }

  @Override
  public int fineBytes() {
    return Math.multiplyExact(planes, words(dimension) * Long.BYTES);
  }

  /** Words of a bit plane. */
  static int words(int dimension) {
    return (dimension + Long.SIZE - 1) / Long.SIZE;
  }

  @Override
  public Encoder newEncoder() {
    return new RabitqEncoder();
  }

  @Override
  public QueryTables newQuery(float[] origin) {
    return new RabitqQuery(rotation, origin, codeBits, positions, planes);
  }

  private final class RabitqEncoder implements Encoder {
    private final RabitqCode code = new RabitqCode(dimension, bits);
    private final float[] signs = new float[planes > 0 ? dimension : 0];
    private final long[] plane = new long[words(dimension)];

    @Override
    public void encode(float[] residual) {
      code.round(residual);
      for (int i = 0; i < signs.length; i++) {
        signs[i] = (code.digit(i) >> planes) - 0.5f;
      }
    }

    @Override
    public int code(int position) {
      int digits = 0;
      int first = position * perByte;
      for (int i = Math.min(dimension, first + perByte) - 1; i >= first; i--) {
        digits = digits << codeBits | code.digit(i) >> planes;
      }
      return digits;
    }

    @Override
    public float[] levels() {
      return planes > 0 ? signs : code.levels();
    }

    @Override
    public float[] fineLevels() {
      return code.levels();
    }

    @Override
    public void writeFine(long address) {
      long at = address;
      for (int bit = 0; bit < planes; bit++) {
        Arrays.fill(plane, 0);
        for (int i = 0; i < dimension; i++) {
          plane[i >> 6] |= (long) (code.digit(i) >> bit & 1) << i;
        }
        for (long word : plane) {
          Memory.ALL.set(ValueLayout.JAVA_LONG, at, word);
          at += Long.BYTES;
        }
      }
    }
  }
}
