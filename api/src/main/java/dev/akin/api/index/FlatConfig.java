package dev.akin.api.index;

/**
 * No index: every search scans all vectors and is exact. With a quantizer it scans all codes, and
 * scores again with the vectors what could be among the nearest.
 */
public record FlatConfig() implements IndexConfig {
  /** The only configuration there is. */
  public static final FlatConfig DEFAULTS = new FlatConfig();

  @Override
  public String id() {
    return "flat";
  }
}
