package dev.akin.bench.peer;

import java.util.HashMap;
import java.util.Map;

/** A line between the benchmark and a worker: a word, then fields {@code name=value}. */
final class ProtocolLine {
  private static final String ABOUT = " about=";

  private ProtocolLine() {}

  /** The first word. */
  static String word(String line) {
    int space = line.indexOf(' ');
    return space < 0 ? line : line.substring(0, space);
  }

  /** The fields. {@code about} may hold spaces and goes to the end of the line. */
  static Map<String, String> fields(String line) {
    Map<String, String> fields = new HashMap<>();
    String rest = line;
    int about = line.indexOf(ABOUT);
    if (about >= 0) {
      fields.put("about", line.substring(about + ABOUT.length()));
      rest = line.substring(0, about);
    }
    int at = rest.indexOf(' ');
    while (at >= 0) {
      int end = rest.indexOf(' ', at + 1);
      String field = rest.substring(at + 1, end < 0 ? rest.length() : end);
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(field.substring(0, equals), field.substring(equals + 1));
      }
      at = end;
    }
    return fields;
  }
}
