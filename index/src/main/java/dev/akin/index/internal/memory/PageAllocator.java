package dev.akin.index.internal.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;

/**
 * Allocates large zeroed blocks. On Linux they are anonymous mappings that cost memory only where
 * they are touched and that ask for huge pages, which random access over rows needs to keep out of
 * the page tables; elsewhere, or when native calls are refused, an {@link Arena} serves.
 */
final class PageAllocator {
  private static final long HUGE_PAGE = 2L << 20;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022;
  private static final int MADV_HUGEPAGE = 14;
  private static final Optional<PageAllocator> LINUX = link();

  private final MethodHandle mmap;
  private final MethodHandle munmap;
  private final MethodHandle madvise;

  private PageAllocator(MethodHandle mmap, MethodHandle munmap, MethodHandle madvise) {
    this.mmap = mmap;
    this.munmap = munmap;
    this.madvise = madvise;
  }

  /**
   * A zeroed block aligned to a page, or to 2 MiB if it is that large.
   *
   * @param arena frees the block when it closes
   * @return its address
   */
  static long allocate(long bytes, Arena arena) {
    long address = LINUX.isPresent() ? LINUX.get().map(bytes, arena) : 0;
    return address != 0 ? address : arena.allocate(bytes, 4096).address();
  }

  @SuppressWarnings("restricted")
  private long map(long bytes, Arena arena) {
    boolean huge = bytes >= HUGE_PAGE;
    long reserved = huge ? bytes + HUGE_PAGE : bytes;
    try {
      long start =
          (long)
              mmap.invokeExact(
                  0L, reserved, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0L);
      if (start == -1) {
        return 0;
      }
      MemorySegment.ofAddress(start)
          .reinterpret(reserved, arena, s -> unmap(s.address(), reserved));
      if (!huge) {
        return start;
      }
      long aligned = (start + HUGE_PAGE - 1) & -HUGE_PAGE;
      if (bytes > HUGE_PAGE) {
        // The first 2 MiB stay on small pages, so that a tiny collection stays tiny.
        int ignored =
            (int) madvise.invokeExact(aligned + HUGE_PAGE, bytes - HUGE_PAGE, MADV_HUGEPAGE);
      }
      return aligned;
    } catch (Throwable e) {
      throw new IllegalStateException("mapping " + reserved + " bytes failed", e);
    }
  }

  private void unmap(long address, long bytes) {
    try {
      int ignored = (int) munmap.invokeExact(address, bytes);
    } catch (Throwable e) {
      throw new IllegalStateException("unmapping " + bytes + " bytes failed", e);
    }
  }

  @SuppressWarnings("restricted")
  private static Optional<PageAllocator> link() {
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
      return Optional.empty();
    }
    try {
      Linker linker = Linker.nativeLinker();
      SymbolLookup lookup = linker.defaultLookup();
      ValueLayout.OfLong size = ValueLayout.JAVA_LONG;
      ValueLayout.OfInt flag = ValueLayout.JAVA_INT;
      return Optional.of(
          new PageAllocator(
              linker.downcallHandle(
                  lookup.findOrThrow("mmap"),
                  FunctionDescriptor.of(size, size, size, flag, flag, flag, size)),
              linker.downcallHandle(
                  lookup.findOrThrow("munmap"), FunctionDescriptor.of(flag, size, size)),
              linker.downcallHandle(
                  lookup.findOrThrow("madvise"), FunctionDescriptor.of(flag, size, size, flag))));
    } catch (RuntimeException | LinkageError e) {
      return Optional.empty();
    }
  }
}
