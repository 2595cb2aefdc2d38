package dev.akin.engine.internal.filter;

import dev.akin.index.OrdinalSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;

/**
 * The ordinals of each value of a field, in the order of the values. Not thread-safe.
 *
 * @param <K> the values
 */
final class PostingMap<K> {
  private final NavigableMap<K, Posting> postings;

  PostingMap(Comparator<? super K> order) {
    this.postings = new TreeMap<>(order);
  }

  void add(K key, int ordinal) {
    postings.computeIfAbsent(key, _ -> new Posting()).add(ordinal);
  }

  /** The ordinals of one value. */
  OrdinalSet of(K key) {
    OrdinalBits bits = new OrdinalBits();
    addTo(bits, key);
    return bits.toSet();
  }

  /** The ordinals of any of the values. */
  OrdinalSet anyOf(Collection<? extends K> keys) {
    OrdinalBits bits = new OrdinalBits();
    keys.forEach(key -> addTo(bits, key));
    return bits.toSet();
  }

  private void addTo(OrdinalBits bits, K key) {
    Posting posting = postings.get(key);
    if (posting != null) {
      posting.addTo(bits);
    }
  }

  /** The ordinals of the values between two, null for no bound. */
  OrdinalSet between(K from, boolean fromInclusive, K to, boolean toInclusive) {
    OrdinalBits bits = new OrdinalBits();
    int order = from == null || to == null ? -1 : postings.comparator().compare(from, to);
    // A range without anything in it the map would refuse.
    if (order < 0 || (order == 0 && fromInclusive && toInclusive)) {
      NavigableMap<K, Posting> part =
          from == null ? postings : postings.tailMap(from, fromInclusive);
      part = to == null ? part : part.headMap(to, toInclusive);
      part.values().forEach(posting -> posting.addTo(bits));
    }
    return bits.toSet();
  }

  /** Hands over the values that any of the ordinals has, and how many have each. */
  void counts(OrdinalSet among, ObjLongConsumer<K> taker) {
    postings.forEach(
        (key, posting) -> {
          int count = posting.count(among);
          if (count > 0) {
            taker.accept(key, count);
          }
        });
  }

  /**
   * Collects ordinals by the order of their values, of each value all.
   *
   * @param from the first value, null for no bound
   * @return whether there were so many
   */
  boolean walk(K from, boolean descending, OrdinalSet among, int wanted, OrdinalBits bits) {
    NavigableMap<K, Posting> ordered = descending ? postings.descendingMap() : postings;
    int found = 0;
    for (Posting posting : (from == null ? ordered : ordered.tailMap(from, true)).values()) {
      found += posting.addTo(bits, among);
      if (found >= wanted) {
        return true;
      }
    }
    return false;
  }

  /** The postings from a value on. */
  NavigableMap<K, Posting> from(K key) {
    return postings.tailMap(key, true);
  }
}
