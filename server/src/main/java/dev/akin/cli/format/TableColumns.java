package dev.akin.cli.format;

import dev.akin.api.AkinException;
import dev.akin.api.Expiry;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The columns that a table needs to hold some records. For one thread. */
public final class TableColumns {
  private final Set<IdKind> ids = EnumSet.noneOf(IdKind.class);
  private final Set<String> texts = new TreeSet<>();
  private final Set<String> images = new TreeSet<>();
  private final Set<String> vectors = new TreeSet<>();
  private final Map<String, Set<FieldKind>> fields = new LinkedHashMap<>();
  private boolean expiries;

  /** What an id is. */
  enum IdKind {
    NUMBER,
    UUID,
    TEXT
  }

  /** What all values of a payload field have in common. */
  enum FieldKind {
    TEXT,
    EMPTY_TEXT,
    INT,
    REAL,
    BOOL,
    /** Lists, objects and nulls. */
    JSON
  }

  /** Makes room for a record. */
  public void add(Record record) {
    ids.add(kind(record.id()));
    record
        .sources()
        .forEach((name, source) -> (source instanceof Input.Image ? images : texts).add(name));
    vectors.addAll(record.vectors().keySet());
    expiries |= record.expiry() != Expiry.DEFAULT;
    record
        .payload()
        .forEach(
            (name, value) ->
                fields
                    .computeIfAbsent(name, _ -> EnumSet.noneOf(FieldKind.class))
                    .add(kind(value)));
  }

  /** The error of a record for which no room was made. */
  static AkinException changed(Record record) {
    return new AkinException.FailedPrecondition(
        "record "
            + IdText.format(record.id())
            + " was changed while it was exported, and no longer fits the columns; export again");
  }

  static IdKind kind(RecordId id) {
    return switch (id) {
      case RecordId.Numeric _ -> IdKind.NUMBER;
      case RecordId.Uuid _ -> IdKind.UUID;
      case RecordId.Text _ -> IdKind.TEXT;
    };
  }

  static FieldKind kind(Value value) {
    return switch (value) {
      case Value.Text(String text) -> text.isEmpty() ? FieldKind.EMPTY_TEXT : FieldKind.TEXT;
      case Value.Int _ -> FieldKind.INT;
      case Value.Real _ -> FieldKind.REAL;
      case Value.Bool _ -> FieldKind.BOOL;
      case Value.Null _, Value.Array _, Value.Fields _ -> FieldKind.JSON;
    };
  }

  /** The kinds of ids that there are. */
  Set<IdKind> ids() {
    return ids;
  }

  /** The vectors that have texts. */
  Set<String> texts() {
    return texts;
  }

  /** The vectors that have images. */
  Set<String> images() {
    return images;
  }

  /** The vectors that there are. */
  Set<String> vectors() {
    return vectors;
  }

  /** Whether a record says when it expires. */
  boolean expiries() {
    return expiries;
  }

  /** The kinds of values that there are, by field of the payload. */
  Map<String, Set<FieldKind>> fields() {
    return fields;
  }
}
