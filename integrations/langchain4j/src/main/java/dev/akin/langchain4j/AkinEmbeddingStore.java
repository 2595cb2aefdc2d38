package dev.akin.langchain4j;

import static dev.langchain4j.internal.ValidationUtils.ensureNotEmpty;
import static dev.langchain4j.internal.ValidationUtils.ensureNotNull;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Include;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.VectorInfo;
import dev.akin.api.filter.Filters;
import dev.akin.api.index.Metric;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.filter.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A collection of a database, in this process or on a server, as an embedding store. A segment's
 * text and metadata are the payload fields {@code text} and {@code metadata}, so that Akin's own
 * filters can name {@code metadata.author}. What is added is durable and visible when the call
 * returns. Safe for any number of threads; the caller closes the database.
 *
 * <p>Errors are {@link AkinException}s.
 */
public final class AkinEmbeddingStore implements EmbeddingStore<TextSegment> {
  private static final String VECTOR = Record.DEFAULT_VECTOR;

  private final Collection collection;

  private AkinEmbeddingStore(Collection collection) {
    this.collection = collection;
  }

  /**
   * A collection whose default vector is compared by cosine.
   *
   * @throws AkinException.FailedPrecondition if it has none, or another metric
   */
  public static AkinEmbeddingStore of(Collection collection) {
    VectorInfo vector = collection.info().vectors().get(VECTOR);
    if (vector == null || vector.spec().metric() != Metric.COSINE) {
      throw new AkinException.FailedPrecondition(
          "an embedding store needs a vector '"
              + VECTOR
              + "' compared by cosine; collection '"
              + collection.name()
              + "' has "
              + (vector == null ? "no such vector" : vector.spec().metric().id()));
    }
    return new AkinEmbeddingStore(collection);
  }

  /**
   * The collection of this name, created if there is none: cosine, HNSW.
   *
   * @param dimension of the embeddings, such as {@code embeddingModel.dimension()}
   * @throws AkinException.FailedPrecondition if it exists with another dimension or metric
   */
  public static AkinEmbeddingStore open(Database database, String name, int dimension) {
    Collection collection;
    try {
      collection = database.createCollection(name, CollectionSpec.ofDimension(dimension));
    } catch (AkinException.AlreadyExists e) {
      collection = database.collection(name);
    }
    AkinEmbeddingStore store = of(collection);
    int there = collection.info().vectors().get(VECTOR).spec().dimension();
    if (there != dimension) {
      throw new AkinException.FailedPrecondition(
          "dimension mismatch: collection '"
              + name
              + "' has "
              + there
              + ", embeddings have "
              + dimension);
    }
    return store;
  }

  @Override
  public String add(Embedding embedding) {
    return add(embedding, null);
  }

  @Override
  public void add(String id, Embedding embedding) {
    collection.upsert(SegmentRecords.toRecord(id, VECTOR, embedding, null));
  }

  @Override
  public String add(Embedding embedding, TextSegment segment) {
    String id = UUID.randomUUID().toString();
    collection.upsert(SegmentRecords.toRecord(id, VECTOR, embedding, segment));
    return id;
  }

  @Override
  public List<String> addAll(List<Embedding> embeddings) {
    List<String> ids = generateIds(embeddings.size());
    addAll(ids, embeddings, null);
    return ids;
  }

  /**
   * Adds or replaces.
   *
   * @param segments one per embedding, or null for none
   */
  @Override
  public void addAll(List<String> ids, List<Embedding> embeddings, List<TextSegment> segments) {
    checkSize("ids", ids.size(), embeddings);
    if (segments != null && !segments.isEmpty()) {
      checkSize("segments", segments.size(), embeddings);
    }
    for (int from = 0; from < ids.size(); from += Collection.MAX_BATCH) {
      int to = Math.min(ids.size(), from + Collection.MAX_BATCH);
      List<Record> records = new ArrayList<>(to - from);
      for (int i = from; i < to; i++) {
        TextSegment segment = segments == null || segments.isEmpty() ? null : segments.get(i);
        records.add(SegmentRecords.toRecord(ids.get(i), VECTOR, embeddings.get(i), segment));
      }
      collection.upsert(records);
    }
  }

  private static void checkSize(String what, int size, List<Embedding> embeddings) {
    if (size != embeddings.size()) {
      throw new AkinException.InvalidArgument(
          what + " must be as many as embeddings (" + embeddings.size() + "): " + size);
    }
  }

  @Override
  public void removeAll(java.util.Collection<String> ids) {
    List<RecordId> all = ensureNotEmpty(ids, "ids").stream().map(RecordId::of).toList();
    for (int from = 0; from < all.size(); from += Collection.MAX_BATCH) {
      collection.delete(all.subList(from, Math.min(all.size(), from + Collection.MAX_BATCH)));
    }
  }

  @Override
  public void removeAll(Filter filter) {
    collection.delete(MetadataFilters.toAkin(ensureNotNull(filter, "filter")));
  }

  @Override
  public void removeAll() {
    collection.delete(Filters.all());
  }

  @Override
  public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
    Query query =
        Query.vector(request.queryEmbedding().vector())
            .k(request.maxResults())
            .include(Set.of(Include.PAYLOAD, Include.VECTORS));
    if (request.filter() != null) {
      query = query.filter(MetadataFilters.toAkin(request.filter()));
    }
    List<EmbeddingMatch<TextSegment>> matches =
        collection.search(query).hits().stream()
            .map(hit -> SegmentRecords.toMatch(hit, VECTOR))
            .filter(match -> match.score() >= request.minScore())
            .toList();
    return new EmbeddingSearchResult<>(matches);
  }
}
