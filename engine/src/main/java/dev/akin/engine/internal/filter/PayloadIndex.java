package dev.akin.engine.internal.filter;

import dev.akin.api.PayloadIndexType;
import dev.akin.api.SparseVector;
import dev.akin.api.Value;
import dev.akin.api.filter.Bound;
import dev.akin.api.filter.Filter;
import dev.akin.api.filter.GeoPoint;
import dev.akin.api.filter.IsoTime;
import dev.akin.api.filter.Words;
import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.ObjLongConsumer;

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
  private final SparsePostings terms = new SparsePostings();
  private final Presence presence;

  /** Ordinals that have a single value which an index of this type does not hold. */
  private final OrdinalSet others = new OrdinalSet();

  /** Ordinals that have a text which is a time, and so is sorted as one, among the texts. */
  private final OrdinalSet timesAmongTexts = new OrdinalSet();

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
          if (IsoTime.parse(text).isPresent()) {
            timesAmongTexts.add(ordinal);
          }
        } else {
          addOther(value, ordinal);
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
        } else {
          addOther(value, ordinal);
        }
      }
      case BOOL -> {
        if (value instanceof Value.Bool(boolean bool)) {
          bools.add(bool, ordinal);
        } else {
          addOther(value, ordinal);
        }
      }
      case DATETIME -> {
        Optional<Instant> time =
            value instanceof Value.Text(String text) ? IsoTime.parse(text) : Optional.empty();
        time.ifPresentOrElse(it -> times.add(it, ordinal), () -> addOther(value, ordinal));
      }
      case GEO -> FilterMatcher.point(value).ifPresent(place -> places.add(place, ordinal));
      case SPARSE ->
          SparseTerms.visit(value, (term, weight) -> terms.add(term, ordinal, (float) weight));
    }
  }

  private void addOther(Value value, int ordinal) {
    if (Scalars.isScalar(value)) {
      others.add(ordinal);
    }
  }

  /**
   * Hands over the values and how many of the ordinals have each, those that none has apart.
   *
   * @return whether this index knows all values of these ordinals; if not, nothing is handed over
   */
  public boolean counts(OrdinalSet among, ObjLongConsumer<Value> taker) {
    lock.readLock().lock();
    try {
      if (others.and(among).cardinality() > 0) {
        return false;
      }
      switch (type) {
        case KEYWORD -> texts.counts(among, (text, n) -> taker.accept(new Value.Text(text), n));
        case NUMBER ->
            numbers.counts(among, (n, count) -> taker.accept(Scalars.canonical(n), count));
        case BOOL -> bools.counts(among, (bool, n) -> taker.accept(new Value.Bool(bool), n));
        case DATETIME, TEXT, GEO, SPARSE -> {
          return false;
        }
      }
      return true;
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Those of the ordinals whose values come first, of each value all that have it, until there are
   * at least so many. One that has several values comes with the first that is not before {@code
   * from}, so some may belong before it.
   *
   * @param from the first value, or empty for no bound
   * @return empty if this index cannot tell: it has not so many, or does not hold, in their order,
   *     all values that they have
   */
  public Optional<OrdinalSet> inOrder(
      Optional<SortKey> from, boolean descending, OrdinalSet among, int wanted) {
    lock.readLock().lock();
    try {
      OrdinalBits bits = new OrdinalBits();
      boolean enough =
          others.and(among).cardinality() == 0
              && timesAmongTexts.and(among).cardinality() == 0
              && walk(from, descending, among, wanted, bits);
      return enough ? Optional.of(bits.toSet()) : Optional.empty();
    } finally {
      lock.readLock().unlock();
    }
  }

  private boolean walk(
      Optional<SortKey> from, boolean descending, OrdinalSet among, int wanted, OrdinalBits bits) {
    Value value = from.map(SortKey::value).orElse(null);
    return switch (type) {
      case KEYWORD ->
          switch (value) {
            case null -> texts.walk(null, descending, among, wanted, bits);
            case Value.Text(String text) when from.get().time().isEmpty() ->
                texts.walk(text, descending, among, wanted, bits);
            default -> false;
          };
      case NUMBER ->
          (value == null || NumberOrder.isNumber(value))
              && numbers.walk(value, descending, among, wanted, bits);
      case DATETIME ->
          (value == null || from.get().time().isPresent())
              && times.walk(
                  from.flatMap(SortKey::time).orElse(null), descending, among, wanted, bits);
      case BOOL, TEXT, GEO, SPARSE -> false;
    };
  }

  /**
   * The best for a sparse vector; see {@link SparsePostings#search}.
   *
   * @return empty if this index holds none
   */
  public Optional<Neighbors> nearest(
      SparseVector vector, int k, OrdinalSet accept, BooleanSupplier stop) {
    if (type != PayloadIndexType.SPARSE) {
      return Optional.empty();
    }
    lock.readLock().lock();
    try {
      return Optional.of(terms.search(vector.weights(), k, accept, stop));
    } finally {
      lock.readLock().unlock();
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
