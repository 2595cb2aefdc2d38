package dev.akin.storage;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * RocksDB's list of the files of one backup: lines of the time, the sequence number, perhaps {@code
 * metadata HEX}, the number of files, then for each its path and {@code crc32}, which is a CRC32C,
 * in decimal. RocksDB's Java binding cannot verify a backup.
 */
record BackupMeta(Path path, List<Entry> entries) {
  private static final Pattern ENTRY = Pattern.compile("(\\S+) crc32 (\\d{1,10})");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,19}");
  private static final String METADATA = "metadata ";

  /** A file of the backup, below its directory. */
  record Entry(String file, long crc) {}

  BackupMeta {
    entries = List.copyOf(entries);
  }

  static BackupMeta read(Path path) throws IOException {
    List<String> lines = Files.readString(path, StandardCharsets.ISO_8859_1).lines().toList();
    int at = 2;
    if (lines.size() > at && lines.get(at).startsWith(METADATA)) {
      at++;
    }
    if (lines.size() <= at || !NUMBER.matcher(lines.get(at)).matches()) {
      throw damaged(path, "the number of files is missing");
    }
    if (lines.size() - at - 1 != Long.parseLong(lines.get(at))) {
      throw damaged(path, "it must list " + lines.get(at) + " files");
    }
    List<Entry> entries = new ArrayList<>();
    for (String line : lines.subList(at + 1, lines.size())) {
      Matcher entry = ENTRY.matcher(line);
      if (!entry.matches() || entry.group(1).contains("..")) {
        throw damaged(path, "no file and checksum: '" + line + "'");
      }
      entries.add(new Entry(entry.group(1), Long.parseLong(entry.group(2))));
    }
    return new BackupMeta(path, entries);
  }

  /** Reads every file and compares its checksum. */
  void verify(Path directory) throws IOException {
    for (Entry entry : entries) {
      Path file = directory.resolve(entry.file());
      if (!Files.isRegularFile(file)) {
        throw new AkinException.Corrupted(file + " is missing; " + path + " lists it");
      }
      CRC32C crc = new CRC32C();
      byte[] buffer = new byte[1 << 16];
      try (InputStream in = Files.newInputStream(file)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          crc.update(buffer, 0, n);
        }
      }
      if (crc.getValue() != entry.crc()) {
        throw new AkinException.Corrupted(
            file + " is damaged: its checksum is " + crc.getValue() + ", not " + entry.crc());
      }
    }
  }

  private static AkinException.Corrupted damaged(Path path, String what) {
    return new AkinException.Corrupted(path + " is damaged: " + what);
  }
}
