package dev.akin.api.filter;

import dev.akin.api.RecordId;
import dev.akin.api.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Filters of every kind, nested at random. */
final class RandomFilters {
  private static final List<String> TEXTS =
      List.of("a", "", "o'hare \"x\"", "tab\tnew\nline\\", "and", "grün", "\u0001", "🙂", "`");
  private static final List<String> FIELDS =
      List.of("price", "a.b-c", "and", "id", "ID", "at", "x y", "9", "`", "true", "größe", "has");

  private final Random random;

  RandomFilters(long seed) {
    this.random = new Random(seed);
  }

  Filter next(int depth) {
    return switch (random.nextInt(depth > 1 ? 16 : 11)) {
      case 0 -> new Filter.Match(field(), values());
      case 1 -> new Filter.Prefix(field(), pick(TEXTS));
      case 2 -> range();
      case 3 -> new Filter.Exists(field());
      case 4 -> new Filter.IsNull(field());
      case 5 -> new Filter.IsEmpty(field());
      case 6 -> new Filter.HasId(ids());
      case 7 -> new Filter.Contains(field(), pick(TEXTS) + " w");
      case 8 -> new Filter.GeoRadius(field(), point(), random.nextDouble() * 1e9);
      case 9 -> box();
      case 10 -> new Filter.Includes(field(), "x" + pick(TEXTS));
      case 11 -> new Filter.All(filters(depth, 0));
      case 12 -> new Filter.Any(filters(depth, 0));
      case 13 -> new Filter.Not(next(depth - 1));
      case 14 -> {
        List<Filter> filters = filters(depth, 1);
        yield new Filter.AtLeast(1 + random.nextInt(filters.size()), filters);
      }
      default -> new Filter.Nested(field(), next(depth - 1));
    };
  }

  private List<Filter> filters(int depth, int atLeast) {
    List<Filter> filters = new ArrayList<>();
    int count = atLeast + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      filters.add(next(depth - 1));
    }
    return filters;
  }

  private Filter range() {
    Bound.Kind kind = List.of(Bound.Kind.values()).get(random.nextInt(3));
    Optional<Bound> from = random.nextInt(3) == 0 ? Optional.empty() : Optional.of(bound(kind));
    Optional<Bound> to =
        from.isPresent() && random.nextBoolean() ? Optional.empty() : Optional.of(bound(kind));
    return new Filter.Range(field(), from, to);
  }

  private Bound bound(Bound.Kind kind) {
    Value value =
        switch (kind) {
          case NUMBER -> number();
          case TIME -> new Value.Text(Instant.ofEpochSecond(random.nextInt()).toString());
          case TEXT -> new Value.Text("x" + pick(TEXTS));
        };
    return new Bound(value, random.nextBoolean());
  }

  private Value number() {
    return random.nextBoolean()
        ? new Value.Int(random.nextLong() >> random.nextInt(64))
        : new Value.Real((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(600) - 300));
  }

  private Set<Value> values() {
    Set<Value> values = new LinkedHashSet<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      values.add(
          switch (random.nextInt(3)) {
            case 0 -> number();
            case 1 -> new Value.Bool(random.nextBoolean());
            default -> new Value.Text(pick(TEXTS));
          });
    }
    return values;
  }

  private Set<RecordId> ids() {
    Set<RecordId> ids = new LinkedHashSet<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      ids.add(
          switch (random.nextInt(3)) {
            case 0 -> RecordId.of(random.nextLong());
            case 1 -> RecordId.of(new UUID(random.nextLong(), random.nextLong()));
            default -> RecordId.of(pick(TEXTS) + "1");
          });
    }
    return ids;
  }

  private Filter box() {
    GeoPoint a = point();
    GeoPoint b = point();
    return new Filter.GeoBox(field(), a.lat() < b.lat() ? a : b, a.lat() < b.lat() ? b : a);
  }

  private GeoPoint point() {
    return new GeoPoint(180 * random.nextDouble() - 90, 360 * random.nextDouble() - 180);
  }

  private String field() {
    return pick(FIELDS);
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
