package dev.akin.index.internal.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * All of the process's memory as one segment, so that hot loops work on plain {@code long}
 * addresses without a liveness check per access. Whoever hands out an address guarantees that it
 * stays mapped while it is used.
 */
public final class Memory {
  /** Every address of the process; offset 0 is address 0. */
  @SuppressWarnings("restricted")
  public static final MemorySegment ALL = MemorySegment.ofAddress(0).reinterpret(Long.MAX_VALUE);

  private Memory() {}

  /** The int at an address that is a multiple of 4. */
  public static int getInt(long address) {
    return ALL.get(ValueLayout.JAVA_INT, address);
  }

  /** Stores an int at an address that is a multiple of 4. */
  public static void putInt(long address, int value) {
    ALL.set(ValueLayout.JAVA_INT, address, value);
  }

  /** The float at an address that is a multiple of 4. */
  public static float getFloat(long address) {
    return ALL.get(ValueLayout.JAVA_FLOAT, address);
  }

  /** Stores a float at an address that is a multiple of 4. */
  public static void putFloat(long address, float value) {
    ALL.set(ValueLayout.JAVA_FLOAT, address, value);
  }

  /** Copies the ints from an address into an array. */
  public static void copyInts(long address, int[] target, int count) {
    MemorySegment.copy(ALL, ValueLayout.JAVA_INT, address, target, 0, count);
  }

  /** Copies bytes from one address to another; the ranges do not overlap. */
  public static void copy(long from, long to, long bytes) {
    MemorySegment.copy(ALL, from, ALL, to, bytes);
  }

  /** Whether the bytes at two addresses are equal. */
  public static boolean areEqual(long a, long b, long bytes) {
    return MemorySegment.mismatch(ALL, a, a + bytes, ALL, b, b + bytes) < 0;
  }

  /** Whether all bytes at an address, a multiple of 4 many, are zero. */
  public static boolean isZero(long address, long bytes) {
    for (long i = 0; i < bytes; i += 4) {
      if (getInt(address + i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Copies floats to an address and fills up to {@code bytes} with zeros. */
  public static void putRow(long address, float[] vector, long bytes) {
    MemorySegment.copy(vector, 0, ALL, ValueLayout.JAVA_FLOAT, address, vector.length);
    long used = 4L * vector.length;
    if (used < bytes) {
      ALL.asSlice(address + used, bytes - used).fill((byte) 0);
    }
  }

  /** Copies floats from an address. */
  public static void getRow(long address, float[] target) {
    MemorySegment.copy(ALL, ValueLayout.JAVA_FLOAT, address, target, 0, target.length);
  }

  /** Orders earlier stores before later ones: called before a link to new data is stored. */
  public static void publish() {
    VarHandle.releaseFence();
  }

  /** Orders earlier loads before later ones: called after links were read, before their rows. */
  public static void observe() {
    VarHandle.acquireFence();
  }
}
