package dev.akin.server;

import dev.akin.api.AlterResult;
import dev.akin.api.Alteration;
import dev.akin.api.Collection;
import dev.akin.api.CollectionInfo;
import dev.akin.api.CountEstimate;
import dev.akin.api.FacetResult;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Include;
import dev.akin.api.OptimizeOptions;
import dev.akin.api.OptimizeProgress;
import dev.akin.api.OptimizeResult;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.PayloadUpdate;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.RecordWriter;
import dev.akin.api.ScrollOrder;
import dev.akin.api.ScrollPage;
import dev.akin.api.SearchResult;
import dev.akin.api.SearchStats;
import dev.akin.api.SyncMode;
import dev.akin.api.UpdateResult;
import dev.akin.api.UpsertResult;
import dev.akin.api.WriteCondition;
import dev.akin.api.filter.Filter;
import dev.akin.api.index.SearchCost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** An empty collection that forgets what it is told; tests override what they look at. */
class FakeCollection implements Collection {
  @Override
  public String name() {
    return "fake";
  }

  @Override
  public CollectionInfo info() {
    return new CollectionInfo(
        name(),
        count(),
        SyncMode.OS,
        Optional.empty(),
        Map.of(),
        Map.of(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public long count() {
    return 0;
  }

  @Override
  public long count(Filter filter) {
    return 0;
  }

  @Override
  public UpsertResult upsert(List<Record> records, WriteCondition condition) {
    return new UpsertResult(records.size(), 0);
  }

  @Override
  public RecordWriter writer() {
    throw new UnsupportedOperationException("a server has no use for it");
  }

  @Override
  public List<Record> get(List<RecordId> ids, Set<Include> include) {
    return List.of();
  }

  @Override
  public long delete(List<RecordId> ids) {
    return 0;
  }

  @Override
  public long delete(Filter filter) {
    return 0;
  }

  @Override
  public CountEstimate estimateCount(Filter filter) {
    return new CountEstimate(0, 0, 0);
  }

  @Override
  public FacetResult facet(String field, Filter filter, int limit) {
    return new FacetResult(List.of(), 0, 0);
  }

  @Override
  public UpdateResult updatePayload(List<RecordId> ids, PayloadUpdate update) {
    return new UpdateResult(0, ids);
  }

  @Override
  public UpdateResult updatePayload(Map<RecordId, Long> versions, PayloadUpdate update) {
    return new UpdateResult(0, List.copyOf(versions.keySet()));
  }

  @Override
  public long updatePayload(Filter filter, PayloadUpdate update) {
    return 0;
  }

  @Override
  public UpdateResult updateVectors(List<Record> records) {
    return new UpdateResult(0, records.stream().map(Record::id).toList());
  }

  @Override
  public SearchResult search(Query query) {
    return new SearchResult(
        List.of(), new SearchStats("none", SearchCost.NONE, Optional.empty(), 0, 0, 0));
  }

  @Override
  public List<SearchResult> search(List<Query> queries) {
    return queries.stream().map(this::search).toList();
  }

  @Override
  public ScrollPage scroll(Optional<String> cursor, int limit, Set<Include> include) {
    return new ScrollPage(List.of(), Optional.empty());
  }

  @Override
  public ScrollPage scroll(
      ScrollOrder order, Filter filter, Optional<String> cursor, int limit, Set<Include> include) {
    return new ScrollPage(List.of(), Optional.empty());
  }

  @Override
  public void createFullTextIndex(FullTextSpec spec) {}

  @Override
  public void dropFullTextIndex() {}

  @Override
  public void createPayloadIndex(String field, PayloadIndexType type) {}

  @Override
  public void dropPayloadIndex(String field) {}

  @Override
  public void awaitIndexed(Duration timeout) {}

  @Override
  public void checkpoint() {}

  @Override
  public AlterResult alter(Alteration alteration, Consumer<OptimizeProgress> progress) {
    return new AlterResult(0, 0, 0, Duration.ZERO);
  }

  @Override
  public boolean cancelAlteration() {
    return false;
  }

  @Override
  public OptimizeResult optimize(OptimizeOptions options, Consumer<OptimizeProgress> progress) {
    return new OptimizeResult(false, 0, 0, Duration.ZERO);
  }
}
