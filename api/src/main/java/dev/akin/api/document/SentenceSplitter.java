package dev.akin.api.document;

import dev.akin.api.AkinException;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Splits a text into passages of whole sentences, as many as fit; neighbours share their last and
 * first sentences, so that what is said across a border is found as well. Sentences end where the
 * JDK's {@link BreakIterator} says for the language, and at an empty line. One that is longer than
 * a passage may be is cut between words, or within one if it must be.
 *
 * <p>About four characters of English are a token: the default of {@value #MAX_CHARACTERS} fits
 * models that read 256 tokens. Immutable; safe for any number of threads.
 *
 * @param maxCharacters UTF-16 units of a passage at most, {@value #LEAST_CHARACTERS} or more
 * @param overlap sentences that a passage takes over from the one before; fewer where they would
 *     not leave room for a new one. 0 or more
 * @param locale the language of the texts
 */
public record SentenceSplitter(int maxCharacters, int overlap, Locale locale) {
  /** The length of passages unless told otherwise. */
  public static final int MAX_CHARACTERS = 800;

  /** The shortest limit. */
  public static final int LEAST_CHARACTERS = 16;

  /** Passages of {@value #MAX_CHARACTERS} characters that share a sentence. */
  public static final SentenceSplitter DEFAULT =
      new SentenceSplitter(MAX_CHARACTERS, 1, Locale.ROOT);

  /** Checks the ranges. */
  public SentenceSplitter {
    Objects.requireNonNull(locale, "locale");
    if (maxCharacters < LEAST_CHARACTERS) {
      throw new AkinException.InvalidArgument(
          "maxCharacters must be at least " + LEAST_CHARACTERS + ": " + maxCharacters);
    }
    if (overlap < 0) {
      throw new AkinException.InvalidArgument("overlap must be 0 or more: " + overlap);
    }
  }

  /** The passages of a text in their order, without white space around them; none of blank text. */
  public List<Span> split(String text) {
    List<Span> sentences = sentences(text);
    List<Span> passages = new ArrayList<>();
    int first = 0;
    while (first < sentences.size()) {
      int start = sentences.get(first).start();
      int last = first;
      while (last + 1 < sentences.size()
          && sentences.get(last + 1).end() - start <= maxCharacters) {
        last++;
      }
      passages.add(new Span(start, sentences.get(last).end()));
      if (last + 1 == sentences.size()) {
        break;
      }
      first = nextFirst(sentences, first, last);
    }
    return passages;
  }

  /** Where the next passage begins: with what it shares, if the sentence after that still fits. */
  private int nextFirst(List<Span> sentences, int first, int last) {
    int next = last + 1;
    int candidate = Math.max(first + 1, next - overlap);
    while (candidate < next
        && sentences.get(next).end() - sentences.get(candidate).start() > maxCharacters) {
      candidate++;
    }
    return candidate;
  }

  private List<Span> sentences(String text) {
    List<Span> sentences = new ArrayList<>();
    BreakIterator ends = BreakIterator.getSentenceInstance(locale);
    ends.setText(text);
    int start = ends.first();
    for (int end = ends.next(); end != BreakIterator.DONE; end = ends.next()) {
      addParagraphs(text, start, end, sentences);
      start = end;
    }
    return sentences;
  }

  /** A heading has no full stop: what stands apart by an empty line is a sentence of its own. */
  private void addParagraphs(String text, int start, int end, List<Span> sentences) {
    int from = start;
    for (int at = start; at < end; at++) {
      if (text.charAt(at) == '\n' && at > from && text.charAt(at - 1) == '\n') {
        addTrimmed(text, from, at, sentences);
        from = at;
      }
    }
    addTrimmed(text, from, end, sentences);
  }

  private void addTrimmed(String text, int from, int to, List<Span> sentences) {
    int start = from;
    int end = to;
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    if (end - start > maxCharacters) {
      addPieces(text, start, end, sentences);
    } else if (end > start) {
      sentences.add(new Span(start, end));
    }
  }

  private void addPieces(String text, int from, int to, List<Span> sentences) {
    BreakIterator words = BreakIterator.getLineInstance(locale);
    words.setText(text);
    int start = from;
    while (to - start > maxCharacters) {
      int limit = start + maxCharacters;
      int cut = words.isBoundary(limit) ? limit : words.preceding(limit);
      if (cut <= start) {
        cut = Character.isLowSurrogate(text.charAt(limit)) ? limit - 1 : limit;
      }
      addTrimmed(text, start, cut, sentences);
      start = cut;
    }
    addTrimmed(text, start, to, sentences);
  }
}
