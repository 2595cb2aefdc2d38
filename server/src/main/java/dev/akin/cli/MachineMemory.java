package dev.akin.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How much memory outside the Java heap a server may take when nobody says so. */
final class MachineMemory {
  private static final long MIB = 1 << 20;

  /** For the JVM itself, threads, network buffers and models. */
  private static final long RESERVED = 512 * MIB;

  private static final long SMALLEST = 256 * MIB;

  private MachineMemory() {}

  /**
   * The default memory budget: what the machine or, if less, the container has, less the largest
   * Java heap, a twentieth for the system and {@value #RESERVED} bytes; at least 256 MiB.
   */
  static long defaultBudget() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    // The JVM knows the limit of its control group.
    long total = system.getTotalMemorySize();
    return Math.max(SMALLEST, total - total / 20 - Runtime.getRuntime().maxMemory() - RESERVED);
  }
}
