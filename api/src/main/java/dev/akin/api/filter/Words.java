package dev.akin.api.filter;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** The words of a text: runs of letters and digits, in lower case. */
public final class Words {
  private Words() {}

  /** The distinct words in the order of their first occurrence. */
  public static Set<String> of(String text) {
    Set<String> words = new LinkedHashSet<>();
    int begin = -1;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      boolean inWord = Character.isLetterOrDigit(point);
      if (inWord && begin < 0) {
        begin = i;
      } else if (!inWord && begin >= 0) {
        words.add(text.substring(begin, i).toLowerCase(Locale.ROOT));
        begin = -1;
      }
      i += Character.charCount(point);
    }
    if (begin >= 0) {
      words.add(text.substring(begin).toLowerCase(Locale.ROOT));
    }
    return words;
  }
}
