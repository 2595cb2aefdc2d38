package dev.akin.bench.kernel;

import dev.akin.index.internal.simd.CodeKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Bounds of scores from codes in blocks of 64, as lists have them. An operation is one code. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodeBenchmark {
  /** Bytes per code: 384 numbers of one bit each, or of two in the subspaces of two. */
  static final int POSITIONS = 64;

  private static final int BLOCKS = 64;

  /** What a byte of a code is. */
  public enum Kind {
    /** Six bits of RaBitQ codes. */
    RABITQ,
    /** Two subspaces of PQ at four bits. */
    PQ4,
    /** A subspace of PQ at eight bits. */
    PQ8
  }

  /** Set by JMH. */
  @Param public Kind kind;

  /** Set by JMH. */
  @Param({"scalar", "panama-128", "panama-512"})
  public String implementation;

  private final float[] bounds = new float[CodeKernels.ROWS];
  private CodeKernels kernels;
  private MemorySegment codes;
  private MemorySegment tables;

  /** Called by JMH. */
  @Setup
  public void fill() {
    kernels = CodeKernels.named(implementation);
    SplittableRandom random = new SplittableRandom(1);
    codes = Arena.ofAuto().allocate((long) BLOCKS * CodeKernels.blockBytes(POSITIONS), 64);
    for (long i = 0; i < codes.byteSize(); i++) {
      int value = random.nextInt(kind == Kind.RABITQ ? CodeKernels.TABLE : 256);
      codes.set(ValueLayout.JAVA_BYTE, i, (byte) value);
    }
    tables = Arena.ofAuto().allocate(256L * POSITIONS, 64);
  }

  /** The bounds of all blocks. */
  @Benchmark
  @OperationsPerInvocation(BLOCKS * CodeKernels.ROWS)
  public long bound() {
    long passed = 0;
    for (int b = 0; b < BLOCKS; b++) {
      long block = codes.address() + (long) b * CodeKernels.blockBytes(POSITIONS);
      passed += bound(block, tables.address());
    }
    return passed;
  }

  private long bound(long block, long t) {
    return switch (kind) {
      case RABITQ -> kernels.bound(block, POSITIONS, t, 0, 1, 0, 1, 1, 1, 0, bounds);
      case PQ4 -> kernels.boundNibbles(block, POSITIONS, t, 0, 1, 0, 1, 1, 1, 0, bounds);
      case PQ8 -> kernels.boundBytes(block, POSITIONS, t, 0, 1, 0, 1, 1, 1, 0, bounds);
    };
  }
}
