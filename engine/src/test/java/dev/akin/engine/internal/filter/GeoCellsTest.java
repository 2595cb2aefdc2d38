package dev.akin.engine.internal.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.filter.Filter;
import dev.akin.api.filter.GeoPoint;
import dev.akin.index.OrdinalSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The grid finds what a look at every place finds, at the poles and the antimeridian as well. */
class GeoCellsTest {
  private static final int PLACES = 5_000;
  private static final int SEARCHES = 300;
  private static final double[] EDGES = {-90, -89.9, 0, 89.9, 90};
  private static final double[] SIDES = {-180, -179.95, 0, 179.95, 180};

  private final Random random = new Random(17);
  private final List<GeoPoint> places = new ArrayList<>();
  private final GeoCells cells = new GeoCells();

  @BeforeEach
  void fill() {
    for (int i = 0; i < PLACES; i++) {
      GeoPoint place = place();
      places.add(place);
      cells.add(place, i);
    }
  }

  private GeoPoint place() {
    boolean edge = random.nextInt(4) == 0;
    boolean side = random.nextInt(4) == 0;
    return new GeoPoint(
        edge ? EDGES[random.nextInt(EDGES.length)] : random.nextDouble(-90, 90),
        side ? SIDES[random.nextInt(SIDES.length)] : random.nextDouble(-180, 180));
  }

  @Test
  void boxesHoldWhatIsInThem() {
    for (int i = 0; i < SEARCHES; i++) {
      GeoPoint one = place();
      GeoPoint other = place();
      Filter.GeoBox box =
          new Filter.GeoBox(
              "place",
              new GeoPoint(Math.min(one.lat(), other.lat()), one.lon()),
              new GeoPoint(Math.max(one.lat(), other.lat()), other.lon()));
      assertThat(cells.in(box)).as(box.toString()).isEqualTo(expected(box::contains));
    }
  }

  @Test
  void circlesHoldWhatIsNear() {
    for (int i = 0; i < SEARCHES; i++) {
      GeoPoint center = place();
      double meters = Math.pow(10, random.nextDouble(1, 7.5));
      assertThat(cells.within(center, meters))
          .as("%s, %f m", center, meters)
          .isEqualTo(expected(place -> place.metersTo(center) <= meters));
    }
  }

  private OrdinalSet expected(Predicate<GeoPoint> test) {
    OrdinalBits bits = new OrdinalBits();
    for (int i = 0; i < PLACES; i++) {
      if (test.test(places.get(i))) {
        bits.add(i);
      }
    }
    return bits.toSet();
  }
}
