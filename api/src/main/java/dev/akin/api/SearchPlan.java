package dev.akin.api;

import dev.akin.api.index.SearchCost;
import dev.akin.api.index.SearchParams;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a query was answered, for one that asked to {@link Query#explain explain} it. How long each
 * stage took is in {@link SearchStats}.
 *
 * @param filters that were evaluated, the query's own first
 * @param searches of indexes, one after the other; several for a fused query, one for each part at
 *     least, and for one with groups, as often as it was widened
 * @param attempts how often it was done; again when records that it found were replaced meanwhile.
 *     The others tell of the last one
 */
public record SearchPlan(List<FilterStep> filters, List<IndexStep> searches, int attempts) {
  /** Copies the lists. */
  public SearchPlan {
    filters = List.copyOf(filters);
    searches = List.copyOf(searches);
  }

  /**
   * How a filter was evaluated.
   *
   * @param filter as an expression, cut off where it is long
   * @param estimated records that payload indexes and ids let through; all if these tell nothing
   * @param matched records that it lets through
   * @param scanned records that were read to tell; 0 when payload indexes and ids told it all
   * @param indexes fields whose payload index was used
   * @param fields that were looked at in the records read
   * @param nanos spent
   */
  public record FilterStep(
      String filter,
      long estimated,
      long matched,
      long scanned,
      Set<String> indexes,
      Set<String> fields,
      long nanos) {
    /** Copies the sets. */
    public FilterStep {
      indexes = Set.copyOf(indexes);
      fields = Set.copyOf(fields);
    }
  }

  /** How candidates were found. */
  public enum Method {
    /** All vectors were scored. */
    SCAN,
    /** All vectors that the filter lets through were scored. */
    FILTERED_SCAN,
    /** The index was searched. */
    INDEX,
    /** The index was searched for what the filter lets through. */
    FILTERED_INDEX,
    /** The index was searched, and then, since it gave too few or took too long, all was scored. */
    INDEX_THEN_SCAN,
    /** The words of a text were looked up. */
    FULL_TEXT,
    /** The terms of a sparse vector were looked up. */
    SPARSE,
    /** The payloads of all that might be found were read for their sparse vectors. */
    SPARSE_SCAN
  }

  /**
   * How one index was searched.
   *
   * @param vector that was searched; the payload field for sparse vectors, empty for full text
   * @param index of it: {@code hnsw}, {@code ivf}, {@code flat}, {@code full_text} or {@code
   *     sparse}
   * @param quantizer of it: {@code none}, {@code sq8}, {@code pq} or {@code rabitq}
   * @param method how
   * @param k candidates wanted
   * @param found candidates found, those below the threshold included
   * @param accepted records that might be found: those alive, or those that match
   * @param params that the index went by, with what defaults or a wanted recall came to; empty
   *     where it has none
   * @param tail records scanned since they are not in the index yet, dead ones included
   * @param cost in vectors scored and hops
   * @param nanos spent
   */
  public record IndexStep(
      String vector,
      String index,
      String quantizer,
      Method method,
      int k,
      int found,
      long accepted,
      Optional<SearchParams> params,
      long tail,
      SearchCost cost,
      long nanos) {}
}
