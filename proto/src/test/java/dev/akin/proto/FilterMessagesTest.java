package dev.akin.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.api.filter.Filter;
import dev.akin.api.filter.FilterParser;
import dev.akin.proto.v1.RecordProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterMessagesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "all()",
        "any()",
        "a and (b or not c)",
        "at least 2 of (a, b, c)",
        "a in ['x', 7, -1.5, true]",
        "a starts with 'x'",
        "a < 5 and a >= 2.5 and 1 < a <= 2 and t > '2026-01-31'",
        "a exists or a is null or a is empty",
        "id in ['x', 7, uuid '123e4567-e89b-12d3-a456-426614174000']",
        "a.b has (c = 1 and d has (e))",
        "a contains 'red shoe'",
        "a includes 'ed s'",
        "a < 'm'",
        "a within 5 km of (52.5, 13.4)",
        "a in box (-1, 170) to (1, -170)"
      })
  void filtersSurviveTheWire(String expression) throws InvalidProtocolBufferException {
    Filter filter = FilterParser.parse(expression);
    byte[] bytes = FilterMessages.toProto(filter).toByteArray();
    assertThat(FilterMessages.toApi("filter", RecordProto.Filter.parseFrom(bytes)))
        .isEqualTo(filter);
  }

  @Test
  void theDeepestFilterFitsARequestAndADeeperOneIsRefused() throws InvalidProtocolBufferException {
    Filter deepest = FilterParser.parse("a");
    RecordProto.Filter message = FilterMessages.toProto(deepest);
    for (int i = 1; i < Filter.MAX_DEPTH; i++) {
      deepest = new Filter.Nested("x", deepest);
      message = nested(message);
    }
    RecordProto.CountRequest request =
        RecordProto.CountRequest.parseFrom(
            RecordProto.CountRequest.newBuilder().setFilter(message).build().toByteArray());
    assertThat(FilterMessages.toApi("filter", request.getFilter())).isEqualTo(deepest);
    RecordProto.Filter deeper = nested(message);
    assertThatThrownBy(() -> FilterMessages.toApi("filter", deeper))
        .isInstanceOf(InvalidArgument.class)
        .hasMessageContaining("filters must nest at most 24 deep");
  }

  private static RecordProto.Filter nested(RecordProto.Filter inner) {
    return RecordProto.Filter.newBuilder()
        .setNested(RecordProto.NestedFilter.newBuilder().setField("x").setFilter(inner))
        .build();
  }

  @Test
  void errorsNameTheField() {
    refused("filter is missing: set one of", RecordProto.Filter.getDefaultInstance());
    refused(
        "filter.all.filters[1].match: values of a filter must not be empty",
        RecordProto.Filter.newBuilder()
            .setAll(
                RecordProto.FilterList.newBuilder()
                    .addFilters(FilterMessages.toProto(FilterParser.parse("a")))
                    .addFilters(
                        RecordProto.Filter.newBuilder()
                            .setMatch(RecordProto.MatchFilter.newBuilder().setField("x"))))
            .build());
    refused(
        "filter.geo_radius.center: lat must be -90 to 90: 91.0",
        RecordProto.Filter.newBuilder()
            .setGeoRadius(
                RecordProto.GeoRadiusFilter.newBuilder()
                    .setField("x")
                    .setCenter(RecordProto.GeoPoint.newBuilder().setLat(91)))
            .build());
    refused(
        "filter.range.to.value is missing",
        RecordProto.Filter.newBuilder()
            .setRange(
                RecordProto.RangeFilter.newBuilder()
                    .setField("x")
                    .setTo(RecordProto.FilterBound.getDefaultInstance()))
            .build());
  }

  private static void refused(String message, RecordProto.Filter filter) {
    assertThatThrownBy(() -> FilterMessages.toApi("filter", filter))
        .isInstanceOf(InvalidArgument.class)
        .hasMessageStartingWith(message);
  }
}
