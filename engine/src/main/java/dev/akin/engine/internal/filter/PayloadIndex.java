package dev.akin.engine.internal.filter;

import dev.akin.api.PayloadIndexType;
import dev.akin.api.Value;
import dev.akin.api.filter.Bound;
import dev.akin.api.filter.Filter;
import dev.akin.api.filter.GeoPoint;
import dev.akin.api.filter.IsoTime;
import dev.akin.api.filter.Words;
import dev.akin.index.OrdinalSet;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The ordinals by value of one field. Ordinals that died stay in it, so what it answers must be
 * narrowed to those alive. Safe for any number of threads.
 */
public final class PayloadIndex {
  private final String field;
  private final PayloadIndexType type;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final PostingMap<String> texts = new PostingMap<>(Comparator.<String>naturalOrder());
  private final PostingMap<Value> numbers = new PostingMap<>(NumberOrder.INSTANCE);
  private final PostingMap<Boolean> bools = new PostingMap<>(Comparator.<Boolean>naturalOrder());
  private final PostingMap<Instant> times = new PostingMap<>(Comparator.<Instant>naturalOrder());
  private final GeoCells places = new GeoCells();
  private final Presence presence;

  /** An index with nothing in it. */
  public PayloadIndex(String field, PayloadIndexType type) {
    this.field = field;
    this.type = type;
    this.presence = new Presence(field);
  }

  /** The path it indexes. */
  public String field() {
    return field;
  }

  /** What it holds. */
  public PayloadIndexType type() {
    return type;
  }

  /** Adds a record. */
  public void put(int ordinal, Map<String, Value> payload) {
    lock.writeLock().lock();
    try {
      presence.put(ordinal, payload);
      PayloadPath.any(
          payload,
          field,
          value -> {
            add(value, ordinal);
            return false;
          });
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void add(Value value, int ordinal) {
    switch (type) {
      case KEYWORD -> {
        if (value instanceof Value.Text(String text)) {
          texts.add(text, ordinal);
        }
      }
      case TEXT -> {
        if (value instanceof Value.Text(String text)) {
          Words.of(text).forEach(word -> texts.add(word, ordinal));
        }
      }
      case NUMBER -> {
        if (NumberOrder.isNumber(value)) {
          numbers.add(value, ordinal);
        }
      }
      case BOOL -> {
        if (value instanceof Value.Bool(boolean bool)) {
          bools.add(bool, ordinal);
        }
      }
      case DATETIME -> {
        if (value instanceof Value.Text(String text)) {
          IsoTime.parse(text).ifPresent(time -> times.add(time, ordinal));
        }
      }
      case GEO -> FilterMatcher.point(value).ifPresent(place -> places.add(place, ordinal));
    }
  }

  /** The ordinals that match, dead ones included; empty if this index cannot tell. */
  public Optional<OrdinalSet> lookUp(Filter filter) {
    lock.readLock().lock();
    try {
      return switch (filter) {
        case Filter.Match(String path, Set<Value> values) when path.equals(field) -> match(values);
        case Filter.Prefix(String path, String prefix)
            when path.equals(field) && type == PayloadIndexType.KEYWORD ->
            Optional.of(prefix(prefix));
        case Filter.Includes(String path, String text)
            when path.equals(field) && type == PayloadIndexType.KEYWORD ->
            Optional.of(including(text));
        case Filter.Range range when range.field().equals(field) -> range(range);
        case Filter.Contains(String path, String text)
            when path.equals(field) && type == PayloadIndexType.TEXT ->
            Optional.of(contains(text));
        case Filter.Exists(String path) when path.equals(field) -> Optional.of(presence.existing());
        case Filter.IsNull(String path) when path.equals(field) -> Optional.of(presence.ofNull());
        case Filter.IsEmpty(String path) when path.equals(field) -> Optional.of(presence.empty());
        case Filter.GeoRadius(String path, GeoPoint center, double meters)
            when path.equals(field) && type == PayloadIndexType.GEO ->
            Optional.of(places.within(center, meters));
        case Filter.GeoBox box when box.field().equals(field) && type == PayloadIndexType.GEO ->
            Optional.of(places.in(box));
        default -> Optional.empty();
      };
    } finally {
      lock.readLock().unlock();
    }
  }

  private Optional<OrdinalSet> match(Set<Value> values) {
    if (type == PayloadIndexType.NUMBER && values.stream().allMatch(NumberOrder::isNumber)) {
      return Optional.of(numbers.anyOf(values));
    }
    if (type == PayloadIndexType.KEYWORD) {
      List<String> keys =
          values.stream().map(value -> value instanceof Value.Text(String s) ? s : null).toList();
      return keys.contains(null) ? Optional.empty() : Optional.of(texts.anyOf(keys));
    }
    if (type == PayloadIndexType.BOOL && values.stream().allMatch(Value.Bool.class::isInstance)) {
      return Optional.of(
          bools.anyOf(values.stream().map(Value.Bool.class::cast).map(Value.Bool::value).toList()));
    }
    return Optional.empty();
  }

  private OrdinalSet prefix(String prefix) {
    OrdinalBits bits = new OrdinalBits();
    for (Map.Entry<String, Posting> entry : texts.from(prefix).entrySet()) {
      if (!entry.getKey().startsWith(prefix)) {
        break;
      }
      entry.getValue().addTo(bits);
    }
    return bits.toSet();
  }

  private OrdinalSet including(String text) {
    OrdinalBits bits = new OrdinalBits();
    texts
        .from("")
        .forEach(
            (key, posting) -> {
              if (key.contains(text)) {
                posting.addTo(bits);
              }
            });
    return bits.toSet();
  }

  private Optional<OrdinalSet> range(Filter.Range range) {
    boolean fromInclusive = range.from().map(Bound::inclusive).orElse(true);
    boolean toInclusive = range.to().map(Bound::inclusive).orElse(true);
    if (type == PayloadIndexType.NUMBER && range.kind() == Bound.Kind.NUMBER) {
      return Optional.of(
          numbers.between(
              range.from().map(Bound::value).orElse(null),
              fromInclusive,
              range.to().map(Bound::value).orElse(null),
              toInclusive));
    }
    if (type == PayloadIndexType.KEYWORD && range.kind() == Bound.Kind.TEXT) {
      return Optional.of(
          texts.between(
              range.from().map(FilterMatcher::text).orElse(null),
              fromInclusive,
              range.to().map(FilterMatcher::text).orElse(null),
              toInclusive));
    }
    if (type == PayloadIndexType.DATETIME && range.kind() == Bound.Kind.TIME) {
      return Optional.of(
          times.between(
              range.from().map(FilterMatcher::instant).orElse(null),
              fromInclusive,
              range.to().map(FilterMatcher::instant).orElse(null),
              toInclusive));
    }
    return Optional.empty();
  }

  private OrdinalSet contains(String text) {
    OrdinalSet all = null;
    for (String word : Words.of(text)) {
      OrdinalSet with = texts.of(word);
      all = all == null ? with : all.and(with);
    }
    return all;
  }
}
