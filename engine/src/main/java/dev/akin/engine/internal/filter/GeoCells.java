package dev.akin.engine.internal.filter;

import dev.akin.api.filter.Filter;
import dev.akin.api.filter.GeoPoint;
import dev.akin.index.OrdinalSet;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Places in a grid of cells of a sixteenth of a degree, by row and then by column. A search visits
 * the cells that its area touches and compares each place in them, so the answer is exact. Not
 * thread-safe.
 */
final class GeoCells {
  private static final int PER_DEGREE = 16;
  private static final int COLUMNS = 360 * PER_DEGREE;

  /** Slightly more than rounding could make of an angle. */
  private static final double MARGIN_DEGREES = 1e-6;

  private final NavigableMap<Integer, Cell> cells = new TreeMap<>();

  /** Places and the ordinals that have them. */
  private static final class Cell {
    private int[] ordinals = new int[1];
    private double[] places = new double[2];
    private int count;

    void add(GeoPoint place, int ordinal) {
      if (count == ordinals.length) {
        ordinals = Arrays.copyOf(ordinals, 2 * count);
        places = Arrays.copyOf(places, 4 * count);
      }
      ordinals[count] = ordinal;
      places[2 * count] = place.lat();
      places[2 * count + 1] = place.lon();
      count++;
    }

    void addTo(OrdinalBits bits, Predicate<GeoPoint> test) {
      for (int i = 0; i < count; i++) {
        if (test.test(new GeoPoint(places[2 * i], places[2 * i + 1]))) {
          bits.add(ordinals[i]);
        }
      }
    }
  }

  void add(GeoPoint place, int ordinal) {
    cells
        .computeIfAbsent(key(row(place.lat()), column(place.lon())), _ -> new Cell())
        .add(place, ordinal);
  }

  /** The ordinals of places in a box. */
  OrdinalSet in(Filter.GeoBox box) {
    OrdinalBits bits = new OrdinalBits();
    visit(
        box.southWest().lat(),
        box.northEast().lat(),
        box.southWest().lon(),
        box.northEast().lon(),
        bits,
        box::contains);
    return bits.toSet();
  }

  /** The ordinals of places in a circle. */
  OrdinalSet within(GeoPoint center, double meters) {
    OrdinalBits bits = new OrdinalBits();
    double angle = meters / GeoPoint.EARTH_RADIUS_METERS;
    double north = Math.toRadians(center.lat()) + angle;
    double south = Math.toRadians(center.lat()) - angle;
    double half = 180;
    if (north < Math.PI / 2 && south > -Math.PI / 2) {
      // The meridians that touch the circle; they do so nearer to the pole than its center is.
      double sine = Math.sin(angle) / Math.cos(Math.toRadians(center.lat()));
      half = Math.toDegrees(Math.asin(Math.min(1, sine))) + MARGIN_DEGREES;
    }
    double west = half >= 180 ? -180 : wrap(center.lon() - half);
    double east = half >= 180 ? 180 : wrap(center.lon() + half);
    visit(
        Math.toDegrees(south) - MARGIN_DEGREES,
        Math.toDegrees(north) + MARGIN_DEGREES,
        west,
        east,
        bits,
        place -> place.metersTo(center) <= meters);
    return bits.toSet();
  }

  private static double wrap(double lon) {
    return lon < -180 ? lon + 360 : lon > 180 ? lon - 360 : lon;
  }

  private void visit(
      double south,
      double north,
      double west,
      double east,
      OrdinalBits bits,
      Predicate<GeoPoint> test) {
    int last = row(Math.min(90, north));
    for (int row = row(Math.max(-90, south)); row <= last; row++) {
      if (west <= east) {
        visit(row, column(west), column(east), bits, test);
      } else {
        visit(row, column(west), COLUMNS, bits, test);
        visit(row, 0, column(east), bits, test);
      }
    }
  }

  private void visit(int row, int from, int to, OrdinalBits bits, Predicate<GeoPoint> test) {
    cells
        .subMap(key(row, from), true, key(row, to), true)
        .values()
        .forEach(cell -> cell.addTo(bits, test));
  }

  private static int row(double lat) {
    return (int) Math.floor((lat + 90) * PER_DEGREE);
  }

  private static int column(double lon) {
    return (int) Math.floor((lon + 180) * PER_DEGREE);
  }

  private static int key(int row, int column) {
    return row * (COLUMNS + 1) + column;
  }
}
