package dev.akin.springai;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Include;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.VectorInfo;
import dev.akin.api.index.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.observation.conventions.VectorStoreSimilarityMetric;
import org.springframework.ai.vectorstore.AbstractVectorStoreBuilder;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.filter.Filter;
import org.springframework.ai.vectorstore.observation.AbstractObservationVectorStore;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext;

/**
 * A collection of a database, in this process or on a server, as a vector store. A document's text
 * and metadata are the payload fields {@code text} and {@code metadata}, so that Akin's own filters
 * can name {@code metadata.author}. What is added is durable and visible when the call returns.
 * Scores are cosine similarities. Safe for any number of threads; the caller closes the database.
 *
 * <p>Errors are {@link AkinException}s.
 */
public final class AkinVectorStore extends AbstractObservationVectorStore {
  private static final String VECTOR = Record.DEFAULT_VECTOR;
  private static final String PROVIDER = "akin";

  private final Collection collection;
  private final int dimension;

  private AkinVectorStore(Builder builder) {
    super(builder);
    this.collection = builder.collection;
    VectorInfo vector = collection.info().vectors().get(VECTOR);
    if (vector == null || vector.spec().metric() != Metric.COSINE) {
      throw new AkinException.FailedPrecondition(
          "a vector store needs a vector '"
              + VECTOR
              + "' compared by cosine; collection '"
              + collection.name()
              + "' has "
              + (vector == null ? "no such vector" : vector.spec().metric().id()));
    }
    this.dimension = vector.spec().dimension();
  }

  /** A builder for a collection that exists. */
  public static Builder builder(Collection collection, EmbeddingModel embeddingModel) {
    return new Builder(collection, embeddingModel);
  }

  /** A builder for the collection of this name, created if there is none: cosine, HNSW. */
  public static Builder builder(Database database, String name, EmbeddingModel embeddingModel) {
    if (database.hasCollection(name)) {
      return builder(database.collection(name), embeddingModel);
    }
    try {
      CollectionSpec spec = CollectionSpec.ofDimension(embeddingModel.dimensions());
      return builder(database.createCollection(name, spec), embeddingModel);
    } catch (AkinException.AlreadyExists e) {
      return builder(database.collection(name), embeddingModel);
    }
  }

  @Override
  public void doAdd(List<Document> documents) {
    List<float[]> embeddings =
        embeddingModel.embed(documents, EmbeddingOptions.builder().build(), batchingStrategy);
    List<Record> records = new ArrayList<>(documents.size());
    for (int i = 0; i < documents.size(); i++) {
      records.add(DocumentRecords.toRecord(documents.get(i), VECTOR, embeddings.get(i)));
    }
    for (int from = 0; from < records.size(); from += Collection.MAX_BATCH) {
      int to = Math.min(records.size(), from + Collection.MAX_BATCH);
      collection.upsert(records.subList(from, to));
    }
  }

  @Override
  public void doDelete(List<String> ids) {
    List<RecordId> all = ids.stream().map(RecordId::of).toList();
    for (int from = 0; from < all.size(); from += Collection.MAX_BATCH) {
      collection.delete(all.subList(from, Math.min(all.size(), from + Collection.MAX_BATCH)));
    }
  }

  @Override
  protected void doDelete(Filter.Expression filter) {
    collection.delete(MetadataFilters.toAkin(filter));
  }

  @Override
  public List<Document> doSimilaritySearch(SearchRequest request) {
    Query query =
        Query.vector(embeddingModel.embed(request.getQuery()))
            .k(request.getTopK())
            .include(Set.of(Include.PAYLOAD));
    if (request.getFilterExpression() != null) {
      query = query.filter(MetadataFilters.toAkin(request.getFilterExpression()));
    }
    double threshold = request.getSimilarityThreshold();
    return collection.search(query).hits().stream()
        .filter(
            hit ->
                threshold == SearchRequest.SIMILARITY_THRESHOLD_ACCEPT_ALL
                    || hit.score() >= threshold)
        .map(DocumentRecords::toDocument)
        .toList();
  }

  @Override
  @SuppressWarnings("unchecked") // the interface lets the caller say what it expects
  public <T> Optional<T> getNativeClient() {
    return Optional.of((T) collection);
  }

  @Override
  public VectorStoreObservationContext.Builder createObservationContextBuilder(String operation) {
    return VectorStoreObservationContext.builder(PROVIDER, operation)
        .collectionName(collection.name())
        .dimensions(dimension)
        .fieldName(VECTOR)
        .similarityMetric(VectorStoreSimilarityMetric.COSINE.value());
  }

  /** Makes a store; {@link #build()} checks that the collection is fit for it. */
  public static final class Builder extends AbstractVectorStoreBuilder<Builder> {
    private final Collection collection;

    private Builder(Collection collection, EmbeddingModel embeddingModel) {
      super(embeddingModel);
      this.collection = collection;
    }

    /**
     * The store.
     *
     * @throws AkinException.FailedPrecondition if the collection's default vector is not compared
     *     by cosine
     */
    @Override
    public AkinVectorStore build() {
      return new AkinVectorStore(this);
    }
  }
}
