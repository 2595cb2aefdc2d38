package dev.akin.server.security;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The file that holds what a server knows of its API keys: YAML, readable by its owner only,
 * replaced in one step when it changes.
 */
public final class KeysFile {
  private static final Set<String> FIELDS =
      Set.of("name", "role", "collections", "sha256", "created");
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private KeysFile() {}

  /**
   * The keys in a file.
   *
   * @throws AkinException.InvalidArgument naming what is wrong in it
   */
  public static List<ApiKey> read(Path file) throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try (Reader reader = Files.newBufferedReader(file)) {
      Object document = new Yaml(new SafeConstructor(options)).load(reader);
      if (!(document instanceof Map<?, ?> map) || !(map.get("keys") instanceof List<?> list)) {
        throw new AkinException.InvalidArgument("it must have a list named keys");
      }
      List<ApiKey> keys = new ArrayList<>();
      for (Object each : list) {
        ApiKey key = key(each);
        if (keys.stream().anyMatch(other -> other.name().equals(key.name()))) {
          throw new AkinException.InvalidArgument("two keys are named '" + key.name() + "'");
        }
        keys.add(key);
      }
      return List.copyOf(keys);
    } catch (YAMLException | AkinException.InvalidArgument e) {
      throw new AkinException.InvalidArgument("keys file " + file + ": " + e.getMessage(), e);
    }
  }

  /** Replaces the file. */
  public static void write(Path file, List<ApiKey> keys) throws IOException {
    List<Map<String, Object>> list = new ArrayList<>();
    for (ApiKey key : keys) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", key.name());
      map.put("role", key.role().id());
      if (!key.collections().isEmpty()) {
        map.put("collections", key.collections());
      }
      map.put("sha256", key.sha256());
      map.put("created", key.created().truncatedTo(ChronoUnit.SECONDS).toString());
      list.add(map);
    }
    DumperOptions style = new DumperOptions();
    style.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    Path folder = file.toAbsolutePath().getParent();
    Path fresh = Files.createTempFile(folder, ".keys", ".yaml", OWNER_ONLY);
    try {
      Files.writeString(fresh, new Yaml(style).dump(Map.of("keys", list)));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static ApiKey key(Object entry) {
    if (!(entry instanceof Map<?, ?> map)) {
      throw new AkinException.InvalidArgument("each key must be keys and values: " + entry);
    }
    for (Object field : map.keySet()) {
      if (!(field instanceof String name) || !FIELDS.contains(name)) {
        throw new AkinException.InvalidArgument("a key has an unknown field: " + field);
      }
    }
    List<String> collections = new ArrayList<>();
    if (map.containsKey("collections")) {
      if (!(map.get("collections") instanceof List<?> patterns) || patterns.isEmpty()) {
        // Empty would mean all: nobody should get that by leaving something out.
        throw new AkinException.InvalidArgument(
            "collections must be a list of at least one name or prefix*");
      }
      patterns.forEach(pattern -> collections.add(String.valueOf(pattern)));
    }
    return new ApiKey(
        text(map, "name"),
        Role.of(text(map, "role")),
        collections,
        text(map, "sha256"),
        created(map.get("created")));
  }

  private static String text(Map<?, ?> map, String field) {
    if (map.get(field) instanceof String text) {
      return text;
    }
    throw new AkinException.InvalidArgument(
        field + " of a key must be a string: " + map.get(field));
  }

  private static Instant created(Object value) {
    return switch (value) {
      case null -> Instant.EPOCH;
      case java.util.Date date -> date.toInstant();
      default -> {
        try {
          yield Instant.parse(value.toString());
        } catch (DateTimeException e) {
          throw new AkinException.InvalidArgument("created of a key must be a time: " + value, e);
        }
      }
    };
  }
}
