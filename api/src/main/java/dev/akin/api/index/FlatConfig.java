package dev.akin.api.index;

/** No index: every search scans all vectors and is exact. */
public record FlatConfig() implements IndexConfig {
  /** The only configuration there is. */
  public static final FlatConfig DEFAULTS = new FlatConfig();

  @Override
  public String id() {
    return "flat";
  }
}
