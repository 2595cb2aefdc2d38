package dev.akin.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a collection holds: an id, a payload, and one or more vectors by name.
 *
 * <p>To write one, give for each vector its source (text or image, embedded by the collection's
 * embedder), the vector itself, or both: then the vector is taken as it is and the source is kept
 * with it. A record that is read carries what was asked for with {@link Include}. Immutable.
 *
 * @param id the user's key
 * @param version changes with every write of this id; 0 in a record that was not read
 * @param sources text or image by vector name; never {@link Input.Vector}
 * @param vectors by vector name
 * @param payload by field name
 * @param expiry when the record is no more. Of one that was read it is never {@link Expiry.After}
 */
@SuppressWarnings("JavaLangClash") // the word users expect; import it by name
public record Record(
    RecordId id,
    long version,
    Map<String, Input> sources,
    Map<String, Input.Vector> vectors,
    Map<String, Value> payload,
    Expiry expiry) {

  /** The vector name used when none is given. */
  public static final String DEFAULT_VECTOR = "default";

  /** Copies the maps, keeping the payload's order. */
  public Record {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(expiry, "expiry");
    sources = Map.copyOf(sources);
    vectors = Map.copyOf(vectors);
    payload = Collections.unmodifiableMap(new LinkedHashMap<>(payload));
    for (Map.Entry<String, Input> source : sources.entrySet()) {
      if (source.getValue() instanceof Input.Vector) {
        throw new AkinException.InvalidArgument(
            "sources['" + source.getKey() + "'] is a vector; put it into vectors");
      }
    }
  }

  /** A record with nothing but its id. */
  public static Record of(RecordId id) {
    return new Record(id, 0, Map.of(), Map.of(), Map.of(), Expiry.DEFAULT);
  }

  /** A record with nothing but a string id. */
  public static Record of(String id) {
    return of(RecordId.of(id));
  }

  /** A record with nothing but a numeric id. */
  public static Record of(long id) {
    return of(RecordId.of(id));
  }

  /** With a text to embed as the default vector. */
  public Record text(String text) {
    return with(DEFAULT_VECTOR, new Input.Text(text));
  }

  /** With an encoded image to embed as the default vector. */
  public Record image(byte[] bytes) {
    return with(DEFAULT_VECTOR, new Input.Image(bytes));
  }

  /** With the default vector. */
  public Record vector(float... values) {
    return with(DEFAULT_VECTOR, new Input.Vector(values));
  }

  /** With a text, image or vector under the given vector name. */
  public Record with(String name, Input input) {
    Objects.requireNonNull(input, name);
    if (input instanceof Input.Vector vector) {
      Map<String, Input.Vector> more = new LinkedHashMap<>(vectors);
      more.put(name, vector);
      return new Record(id, version, sources, more, payload, expiry);
    }
    Map<String, Input> more = new LinkedHashMap<>(sources);
    more.put(name, input);
    return new Record(id, version, more, vectors, payload, expiry);
  }

  /** With a payload field; see {@link Value#of(Object)} for what it may be. */
  public Record put(String field, Object value) {
    Map<String, Value> more = new LinkedHashMap<>(payload);
    more.put(field, Value.of(value));
    return new Record(id, version, sources, vectors, more, expiry);
  }

  /** With another expiry. */
  public Record expiry(Expiry expiry) {
    return new Record(id, version, sources, vectors, payload, expiry);
  }

  /** Expiring so long after it is written, 1 millisecond to {@link Expiry#MAX_TTL}. */
  public Record ttl(Duration ttl) {
    return expiry(Expiry.after(ttl));
  }

  /** Expiring at a moment. */
  public Record expiresAt(Instant instant) {
    return expiry(Expiry.at(instant));
  }

  /** When it expires; empty unless that is a known moment. */
  public Optional<Instant> expiresAt() {
    return expiry instanceof Expiry.At(Instant instant) ? Optional.of(instant) : Optional.empty();
  }

  /** With version 0, as one that was not read. */
  public Record unversioned() {
    return new Record(id, 0, sources, vectors, payload, expiry);
  }
}
