package dev.akin.storage;

import dev.akin.api.Names;
import dev.akin.api.Value;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A model that was added: where its files are, which stay where they are. In the catalog it is
 * {@code {"path":"/models/bge","type":"onnx"}}. Immutable.
 *
 * @param name under which collections refer to it
 * @param path of its file or directory
 * @param type of the files, empty if they tell it themselves
 */
public record ModelEntry(String name, Path path, Optional<String> type) {
  /** Checks that the name is valid. */
  public ModelEntry {
    Names.check("model name", name);
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(type, "type");
  }

  byte[] encode() {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("path", new Value.Text(path.toString()));
    type.ifPresent(it -> fields.put("type", new Value.Text(it)));
    return ValueCodec.toJson(fields);
  }

  static ModelEntry decode(String name, byte[] json) throws Damaged {
    Map<String, Value> fields = ValueCodec.fromJson(json);
    if (!(fields.get("path") instanceof Value.Text(String path))) {
      throw new Damaged("'path' is not a text");
    }
    Optional<String> type =
        fields.get("type") instanceof Value.Text(String text)
            ? Optional.of(text)
            : Optional.empty();
    try {
      return new ModelEntry(name, Path.of(path), type);
    } catch (InvalidPathException e) {
      throw new Damaged("'path' is not a path: " + path, e);
    }
  }
}
