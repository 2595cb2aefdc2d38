package dev.akin.api.document;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.filter.Filter;
import dev.akin.api.filter.Filters;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Documents in a collection whose records are their passages: the record {@code id#n} is the n-th
 * passage of the document {@code id}, and its payload is the document's with an object {@value
 * Passage#FIELD} added, that has the fields {@code document}, {@code index}, {@code start} and
 * {@code end}. The vector that passages are embedded into must have an embedder and keep its
 * sources. Safe for any number of threads.
 */
public final class Documents {
  /** About how many tokens of a language model a text has: one for each four characters. */
  public static final ToIntFunction<String> ABOUT_TOKENS = text -> (text.length() + 3) / 4;

  private final Collection collection;
  private final SentenceSplitter splitter;
  private final String vector;

  private Documents(Collection collection, SentenceSplitter splitter, String vector) {
    this.collection = Objects.requireNonNull(collection, "collection");
    this.splitter = Objects.requireNonNull(splitter, "splitter");
    this.vector = Objects.requireNonNull(vector, "vector");
  }

  /** Those of a collection, split by {@link SentenceSplitter#DEFAULT}. */
  public static Documents in(Collection collection) {
    return in(collection, SentenceSplitter.DEFAULT);
  }

  /** Those of a collection, split by a splitter. */
  public static Documents in(Collection collection, SentenceSplitter splitter) {
    return new Documents(collection, splitter, Record.DEFAULT_VECTOR);
  }

  /** The same, with the passages embedded into the vector of this name. */
  public Documents using(String vector) {
    return new Documents(collection, splitter, vector);
  }

  /**
   * Inserts or replaces a document. Its passages are written all or none, and then those of an
   * earlier and longer text are deleted: for a moment, or if the process ends between the two,
   * searches may find these as well; putting the document again mends that. The first call gives
   * the collection payload indexes by which a document's passages are found.
   *
   * @return how many passages it has
   * @throws AkinException.InvalidArgument if it has more than {@value Collection#MAX_BATCH}
   *     passages, or is wrong in a way that {@link Collection#upsert(List)} names
   */
  public int put(Document document) {
    List<Span> spans = splitter.split(document.text());
    if (spans.size() > Collection.MAX_BATCH) {
      throw new AkinException.InvalidArgument(
          "document '"
              + document.id()
              + "' has "
              + spans.size()
              + " passages, and may have "
              + Collection.MAX_BATCH);
    }
    collection.createPayloadIndex(Passage.DOCUMENT, PayloadIndexType.KEYWORD);
    collection.createPayloadIndex(Passage.INDEX, PayloadIndexType.NUMBER);
    List<Record> records = new ArrayList<>(spans.size());
    for (int i = 0; i < spans.size(); i++) {
      records.add(Passage.record(document, i, spans.get(i), vector));
    }
    collection.upsert(records);
    collection.delete(of(document.id()).and(Filters.atLeast(Passage.INDEX, spans.size())));
    return spans.size();
  }

  /**
   * Deletes a document.
   *
   * @return whether there was one
   */
  public boolean delete(String id) {
    Document.checkId(id);
    return collection.delete(of(id)) > 0;
  }

  /**
   * The documents with the best passages.
   *
   * @param query what to search for; its filter may name fields of documents. Its k is not looked
   *     at
   * @param documents how many, 1 or more; as many come back if so many match, and the passages of
   *     no document are more than {@link Query#MAX_K} of the nearest
   * @param passages of each at most, 1 or more
   */
  public List<DocumentHit> search(Query query, int documents, int passages) {
    check("documents", documents);
    check("passages", passages);
    int k = (int) Math.min(Query.MAX_K, 4L * documents * passages);
    while (true) {
      List<Passage> found = nearest(query.k(k));
      Map<String, List<Passage>> groups = new LinkedHashMap<>();
      for (Passage passage : found) {
        List<Passage> group = groups.get(passage.document());
        if (group == null && groups.size() < documents) {
          group = new ArrayList<>();
          groups.put(passage.document(), group);
        }
        if (group != null && group.size() < passages) {
          group.add(passage);
        }
      }
      if (found.size() < k
          || k == Query.MAX_K
          || (groups.size() == documents
              && groups.values().stream().allMatch(group -> group.size() == passages))) {
        List<DocumentHit> hits = new ArrayList<>();
        groups.forEach((document, group) -> hits.add(new DocumentHit(document, group)));
        return hits;
      }
      k = Math.min(Query.MAX_K, 4 * k);
    }
  }

  /**
   * What a language model should read to answer a question: the best passages, as many as fit.
   *
   * @param query the question; its k is how many passages are looked at
   * @param perDocument passages of one document at most, 1 or more
   * @param tokens what all passages together may have at most, 1 or more
   * @param counter how many tokens a text has for that model, such as {@link #ABOUT_TOKENS}
   * @return best first. One that does not fit is passed over, and smaller ones after it may be
   *     there
   */
  public List<Passage> ask(
      Query query, int perDocument, int tokens, ToIntFunction<String> counter) {
    check("perDocument", perDocument);
    check("tokens", tokens);
    List<Passage> chosen = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    int left = tokens;
    for (Passage passage : nearest(query)) {
      int size = counter.applyAsInt(passage.text());
      if (size <= left && counts.getOrDefault(passage.document(), 0) < perDocument) {
        chosen.add(passage);
        counts.merge(passage.document(), 1, Integer::sum);
        left -= size;
      }
    }
    return chosen;
  }

  private List<Passage> nearest(Query query) {
    Set<Include> include = EnumSet.of(Include.PAYLOAD, Include.SOURCES);
    Filter passages = Filters.exists(Passage.DOCUMENT);
    Query limited = query.filter(query.filter().map(passages::and).orElse(passages));
    List<Passage> found = new ArrayList<>();
    for (Hit hit : collection.search(limited.include(include)).hits()) {
      found.add(Passage.of(hit, vector));
    }
    return found;
  }

  private static Filter of(String document) {
    return Filters.eq(Passage.DOCUMENT, document);
  }

  private static void check(String field, int value) {
    if (value < 1) {
      throw new AkinException.InvalidArgument(field + " must be 1 or more: " + value);
    }
  }
}
