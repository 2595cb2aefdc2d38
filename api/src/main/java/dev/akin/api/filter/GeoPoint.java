package dev.akin.api.filter;

import dev.akin.api.AkinException;

/**
 * A place on earth. In a payload it is an object with the numbers {@code lat} and {@code lon}.
 *
 * @param lat degrees north, -90 to 90
 * @param lon degrees east, -180 to 180
 */
public record GeoPoint(double lat, double lon) {
  /** The radius of the sphere along which distances are measured: the earth's mean. */
  public static final double EARTH_RADIUS_METERS = 6_371_008.8;

  /** Checks the ranges. */
  public GeoPoint {
    if (!(lat >= -90 && lat <= 90)) {
      throw new AkinException.InvalidArgument("lat must be -90 to 90: " + lat);
    }
    if (!(lon >= -180 && lon <= 180)) {
      throw new AkinException.InvalidArgument("lon must be -180 to 180: " + lon);
    }
  }

  /** Meters along the surface of a sphere (haversine); right to about half a percent. */
  public double metersTo(GeoPoint other) {
    double phi = Math.toRadians(lat);
    double otherPhi = Math.toRadians(other.lat);
    double northing = Math.sin((otherPhi - phi) / 2);
    double easting = Math.sin(Math.toRadians(other.lon - lon) / 2);
    double a = northing * northing + Math.cos(phi) * Math.cos(otherPhi) * easting * easting;
    return 2 * EARTH_RADIUS_METERS * Math.asin(Math.min(1, Math.sqrt(a)));
  }
}
