package dev.akin.engine.internal.filter;

import dev.akin.index.OrdinalSet;
import java.util.Arrays;
import org.roaringbitmap.IntConsumer;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * The ordinals of one value. Most values of most fields are rare, so that a handful is kept as it
 * is and only more become a bitmap. Not thread-safe.
 */
final class Posting {
  private static final int FEW = 8;

  private int[] few = new int[1];
  private int count;
  private RoaringBitmap many;

  void add(int ordinal) {
    if (many != null) {
      many.add(ordinal);
      return;
    }
    if (count > 0 && few[count - 1] == ordinal) {
      return;
    }
    if (count == FEW) {
      many = RoaringBitmap.bitmapOf(few);
      many.add(ordinal);
      few = null;
      return;
    }
    if (count == few.length) {
      few = Arrays.copyOf(few, 2 * count);
    }
    few[count++] = ordinal;
  }

  /** How many of the ordinals are here. */
  int count(OrdinalSet among) {
    int found = 0;
    if (many != null) {
      for (PeekableIntIterator it = many.getIntIterator(); it.hasNext(); ) {
        found += among.contains(it.next()) ? 1 : 0;
      }
    }
    for (int i = 0; many == null && i < count; i++) {
      found += among.contains(few[i]) ? 1 : 0;
    }
    return found;
  }

  /** Adds those of the ordinals that are here; returns how many are new. */
  int addTo(OrdinalBits bits, OrdinalSet among) {
    int found = 0;
    if (many != null) {
      for (PeekableIntIterator it = many.getIntIterator(); it.hasNext(); ) {
        found += addTo(bits, among, it.next());
      }
    }
    for (int i = 0; many == null && i < count; i++) {
      found += addTo(bits, among, few[i]);
    }
    return found;
  }

  private static int addTo(OrdinalBits bits, OrdinalSet among, int ordinal) {
    return among.contains(ordinal) && bits.add(ordinal) ? 1 : 0;
  }

  void addTo(OrdinalBits bits) {
    if (many != null) {
      many.forEach((IntConsumer) bits::add);
    } else {
      for (int i = 0; i < count; i++) {
        bits.add(few[i]);
      }
    }
  }
}
