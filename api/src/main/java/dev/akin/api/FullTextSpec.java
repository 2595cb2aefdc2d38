package dev.akin.api;

import java.util.List;
import java.util.Objects;

/**
 * What a collection's full-text index holds. All texts of a record together are one document.
 *
 * @param fields paths of the payload, as filters have them; what is not a text is passed over
 * @param sources names of vectors whose texts are indexed, as far as they are kept
 * @param analyzer that finds the words, of records and queries
 */
public record FullTextSpec(List<String> fields, List<String> sources, TextAnalyzer analyzer) {
  /** The most fields and sources. */
  public static final int MAX_FIELDS = 64;

  /** Copies the lists and checks that there is something to index. */
  public FullTextSpec {
    fields = List.copyOf(fields);
    sources = List.copyOf(sources);
    Objects.requireNonNull(analyzer, "analyzer");
    int count = fields.size() + sources.size();
    if (count == 0 || count > MAX_FIELDS) {
      throw new AkinException.InvalidArgument(
          "fields and sources of a full-text index must be 1 to " + MAX_FIELDS + ": " + count);
    }
    if (fields.contains("")) {
      throw new AkinException.InvalidArgument("field of a full-text index must not be empty");
    }
  }

  /** Of payload fields. */
  public static FullTextSpec ofFields(String... fields) {
    return new FullTextSpec(List.of(fields), List.of(), TextAnalyzer.STANDARD);
  }

  /** Of the texts that the default vector is made of. */
  public static FullTextSpec ofText() {
    return new FullTextSpec(List.of(), List.of(Record.DEFAULT_VECTOR), TextAnalyzer.STANDARD);
  }

  /** With another analyzer. */
  public FullTextSpec analyzer(TextAnalyzer analyzer) {
    return new FullTextSpec(fields, sources, analyzer);
  }
}
