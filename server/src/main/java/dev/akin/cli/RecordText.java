package dev.akin.cli;

import com.github.freva.asciitable.ColumnData;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.cli.format.IdText;
import dev.akin.cli.format.RecordJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Records as people read them. */
final class RecordText {
  private static final int ID_WIDTH = 44;
  private static final int TEXT_WIDTH = 70;
  private static final int EXPIRY_WIDTH = 24;

  private RecordText() {}

  /** The text of the default vector; of a record with others, each with its name. */
  static String text(Record record) {
    if (record.sources().get(Record.DEFAULT_VECTOR) instanceof Input.Text(String text)) {
      return text;
    }
    StringBuilder texts = new StringBuilder();
    for (Map.Entry<String, Input> source : new TreeMap<>(record.sources()).entrySet()) {
      if (source.getValue() instanceof Input.Text(String text)) {
        texts.append(texts.isEmpty() ? "" : "; ").append(source.getKey()).append(": ").append(text);
      }
    }
    return texts.toString();
  }

  /** A table of records. */
  static String table(List<Record> records) {
    List<ColumnData<Record>> columns = new ArrayList<>();
    columns.add(Tables.text("id", ID_WIDTH, record -> IdText.format(record.id())));
    if (records.stream().anyMatch(record -> !text(record).isEmpty())) {
      columns.add(Tables.text("text", TEXT_WIDTH, RecordText::text));
    }
    if (records.stream().anyMatch(record -> record.expiresAt().isPresent())) {
      columns.add(
          Tables.text(
              "expires",
              EXPIRY_WIDTH,
              record -> record.expiresAt().map(Object::toString).orElse("")));
    }
    columns.add(Tables.text("payload", TEXT_WIDTH, record -> RecordJson.payload(record.payload())));
    return Tables.of(records, columns);
  }
}
