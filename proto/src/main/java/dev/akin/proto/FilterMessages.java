package dev.akin.proto;

import dev.akin.api.RecordId;
import dev.akin.api.Value;
import dev.akin.api.filter.Bound;
import dev.akin.api.filter.Filter;
import dev.akin.api.filter.GeoPoint;
import dev.akin.proto.v1.RecordProto;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Filters as messages and back. */
public final class FilterMessages {
  private FilterMessages() {}

  /** A filter. */
  public static RecordProto.Filter toProto(Filter filter) {
    RecordProto.Filter.Builder message = RecordProto.Filter.newBuilder();
    switch (filter) {
      case Filter.All(List<Filter> filters) -> message.setAll(list(filters));
      case Filter.Any(List<Filter> filters) -> message.setAny(list(filters));
      case Filter.Not(Filter inner) -> message.setNot(toProto(inner));
      case Filter.AtLeast(int count, List<Filter> filters) ->
          message.setAtLeast(
              RecordProto.AtLeastFilter.newBuilder()
                  .setCount(count)
                  .addAllFilters(list(filters).getFiltersList()));
      case Filter.Match(String field, Set<Value> values) -> {
        RecordProto.MatchFilter.Builder match =
            RecordProto.MatchFilter.newBuilder().setField(field);
        values.forEach(value -> match.addValues(ValueMessages.toProto(value)));
        message.setMatch(match);
      }
      case Filter.Prefix(String field, String prefix) ->
          message.setPrefix(
              RecordProto.PrefixFilter.newBuilder().setField(field).setPrefix(prefix));
      case Filter.Range range -> message.setRange(range(range));
      case Filter.Exists(String field) -> message.setExists(field);
      case Filter.IsNull(String field) -> message.setIsNull(field);
      case Filter.IsEmpty(String field) -> message.setIsEmpty(field);
      case Filter.HasId(Set<RecordId> ids) -> {
        RecordProto.HasIdFilter.Builder hasId = RecordProto.HasIdFilter.newBuilder();
        ids.forEach(id -> hasId.addIds(RecordMessages.toProto(id)));
        message.setHasId(hasId);
      }
      case Filter.Nested(String field, Filter inner) ->
          message.setNested(
              RecordProto.NestedFilter.newBuilder().setField(field).setFilter(toProto(inner)));
      case Filter.Contains(String field, String text) ->
          message.setContains(
              RecordProto.ContainsFilter.newBuilder().setField(field).setText(text));
      case Filter.Includes(String field, String text) ->
          message.setIncludes(
              RecordProto.IncludesFilter.newBuilder().setField(field).setText(text));
      case Filter.GeoRadius(String field, GeoPoint center, double meters) ->
          message.setGeoRadius(
              RecordProto.GeoRadiusFilter.newBuilder()
                  .setField(field)
                  .setCenter(point(center))
                  .setMeters(meters));
      case Filter.GeoBox(String field, GeoPoint southWest, GeoPoint northEast) ->
          message.setGeoBox(
              RecordProto.GeoBoxFilter.newBuilder()
                  .setField(field)
                  .setSouthWest(point(southWest))
                  .setNorthEast(point(northEast)));
    }
    return message.build();
  }

  private static RecordProto.FilterList list(List<Filter> filters) {
    RecordProto.FilterList.Builder list = RecordProto.FilterList.newBuilder();
    filters.forEach(filter -> list.addFilters(toProto(filter)));
    return list.build();
  }

  private static RecordProto.RangeFilter range(Filter.Range range) {
    RecordProto.RangeFilter.Builder message =
        RecordProto.RangeFilter.newBuilder().setField(range.field());
    range.from().ifPresent(bound -> message.setFrom(bound(bound)));
    range.to().ifPresent(bound -> message.setTo(bound(bound)));
    return message.build();
  }

  private static RecordProto.FilterBound bound(Bound bound) {
    return RecordProto.FilterBound.newBuilder()
        .setValue(ValueMessages.toProto(bound.value()))
        .setInclusive(bound.inclusive())
        .build();
  }

  private static RecordProto.GeoPoint point(GeoPoint point) {
    return RecordProto.GeoPoint.newBuilder().setLat(point.lat()).setLon(point.lon()).build();
  }

  /** A filter; the path names the field in an error. */
  public static Filter toApi(String path, RecordProto.Filter filter) {
    return toApi(path, filter, 1);
  }

  private static Filter toApi(String path, RecordProto.Filter filter, int depth) {
    if (depth > Filter.MAX_DEPTH) {
      throw Fields.invalid(path, "filters must nest at most " + Filter.MAX_DEPTH + " deep");
    }
    return switch (filter.getKindCase()) {
      case ALL -> {
        List<Filter> filters = filters(path + ".all", filter.getAll().getFiltersList(), depth);
        yield Fields.at(path + ".all", () -> new Filter.All(filters));
      }
      case ANY -> {
        List<Filter> filters = filters(path + ".any", filter.getAny().getFiltersList(), depth);
        yield Fields.at(path + ".any", () -> new Filter.Any(filters));
      }
      case NOT -> new Filter.Not(toApi(path + ".not", filter.getNot(), depth + 1));
      case AT_LEAST -> {
        String at = path + ".at_least";
        int count = Fields.toInt(at + ".count", filter.getAtLeast().getCount());
        List<Filter> filters = filters(at, filter.getAtLeast().getFiltersList(), depth);
        yield Fields.at(at, () -> new Filter.AtLeast(count, filters));
      }
      case MATCH -> match(path + ".match", filter.getMatch());
      case PREFIX ->
          Fields.at(
              path + ".prefix",
              () ->
                  new Filter.Prefix(filter.getPrefix().getField(), filter.getPrefix().getPrefix()));
      case RANGE -> range(path + ".range", filter.getRange());
      case EXISTS -> Fields.at(path + ".exists", () -> new Filter.Exists(filter.getExists()));
      case IS_NULL -> Fields.at(path + ".is_null", () -> new Filter.IsNull(filter.getIsNull()));
      case IS_EMPTY -> Fields.at(path + ".is_empty", () -> new Filter.IsEmpty(filter.getIsEmpty()));
      case HAS_ID -> hasId(path + ".has_id", filter.getHasId());
      case NESTED -> {
        String at = path + ".nested";
        if (!filter.getNested().hasFilter()) {
          throw Fields.missing(at + ".filter", "every nested filter needs one");
        }
        Filter inner = toApi(at + ".filter", filter.getNested().getFilter(), depth + 1);
        yield Fields.at(at, () -> new Filter.Nested(filter.getNested().getField(), inner));
      }
      case CONTAINS ->
          Fields.at(
              path + ".contains",
              () ->
                  new Filter.Contains(
                      filter.getContains().getField(), filter.getContains().getText()));
      case INCLUDES ->
          Fields.at(
              path + ".includes",
              () ->
                  new Filter.Includes(
                      filter.getIncludes().getField(), filter.getIncludes().getText()));
      case GEO_RADIUS -> geoRadius(path + ".geo_radius", filter.getGeoRadius());
      case GEO_BOX -> geoBox(path + ".geo_box", filter.getGeoBox());
      case KIND_NOT_SET -> throw Fields.missing(path, "set one of all, any, not, match, range, …");
    };
  }

  private static List<Filter> filters(String path, List<RecordProto.Filter> filters, int depth) {
    List<Filter> converted = new ArrayList<>(filters.size());
    for (int i = 0; i < filters.size(); i++) {
      converted.add(toApi(path + ".filters[" + i + "]", filters.get(i), depth + 1));
    }
    return converted;
  }

  private static Filter match(String path, RecordProto.MatchFilter match) {
    Set<Value> values = new LinkedHashSet<>();
    for (int i = 0; i < match.getValuesCount(); i++) {
      values.add(ValueMessages.toApi(path + ".values[" + i + "]", match.getValues(i)));
    }
    return Fields.at(path, () -> new Filter.Match(match.getField(), values));
  }

  private static Filter range(String path, RecordProto.RangeFilter range) {
    Optional<Bound> from =
        range.hasFrom() ? Optional.of(bound(path + ".from", range.getFrom())) : Optional.empty();
    Optional<Bound> to =
        range.hasTo() ? Optional.of(bound(path + ".to", range.getTo())) : Optional.empty();
    return Fields.at(path, () -> new Filter.Range(range.getField(), from, to));
  }

  private static Bound bound(String path, RecordProto.FilterBound bound) {
    Value value = ValueMessages.toApi(path + ".value", bound.getValue());
    return Fields.at(path, () -> new Bound(value, bound.getInclusive()));
  }

  private static Filter hasId(String path, RecordProto.HasIdFilter hasId) {
    Set<RecordId> ids = new LinkedHashSet<>();
    List<RecordProto.RecordId> messages = hasId.getIdsList();
    for (int i = 0; i < messages.size(); i++) {
      ids.add(RecordMessages.toApi(path + ".ids[" + i + "]", messages.get(i)));
    }
    return Fields.at(path, () -> new Filter.HasId(ids));
  }

  private static Filter geoRadius(String path, RecordProto.GeoRadiusFilter radius) {
    GeoPoint center = point(path + ".center", radius.getCenter());
    return Fields.at(
        path, () -> new Filter.GeoRadius(radius.getField(), center, radius.getMeters()));
  }

  private static Filter geoBox(String path, RecordProto.GeoBoxFilter box) {
    GeoPoint southWest = point(path + ".south_west", box.getSouthWest());
    GeoPoint northEast = point(path + ".north_east", box.getNorthEast());
    return Fields.at(path, () -> new Filter.GeoBox(box.getField(), southWest, northEast));
  }

  private static GeoPoint point(String path, RecordProto.GeoPoint point) {
    return Fields.at(path, () -> new GeoPoint(point.getLat(), point.getLon()));
  }
}
