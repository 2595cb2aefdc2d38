package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Hit;
import dev.akin.api.Input;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SearchResult;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every index with every quantizer under every metric finds what an exact search does. */
interface QuantizerContract extends Fixture {
  /** Above the number of records that are scanned whatever the index. */
  int RECORDS = 1_200;

  /** Numbers per vector. */
  int DIMENSION = 48;

  /** The indexes. */
  List<IndexConfig> INDEXES =
      List.of(
          HnswConfig.DEFAULTS.withM(8).withEfConstruction(40),
          new IvfConfig(16, 1),
          FlatConfig.DEFAULTS);

  /** The quantizers. */
  List<QuantizerConfig> QUANTIZERS =
      List.of(
          QuantizerConfig.NONE,
          QuantizerConfig.Sq8.DEFAULTS,
          new QuantizerConfig.Pq(0, 4),
          new QuantizerConfig.Pq(11, 8),
          new QuantizerConfig.Rabitq(1),
          new QuantizerConfig.Rabitq(4));

  /** Whether there is such a vector. */
  static boolean fits(IndexConfig index, QuantizerConfig quantizer, Metric metric) {
    return switch (quantizer) {
      case QuantizerConfig.None _ -> true;
      case QuantizerConfig.Sq8 _ -> metric != Metric.HAMMING;
      case QuantizerConfig.Pq _, QuantizerConfig.Rabitq _ ->
          metric != Metric.HAMMING && !(index instanceof HnswConfig);
    };
  }

  /** All the vectors that there are, by a name that tells them apart. */
  static Map<String, VectorSpec> specs() {
    Map<String, VectorSpec> specs = new LinkedHashMap<>();
    for (IndexConfig index : INDEXES) {
      for (Metric metric : Metric.values()) {
        for (int q = 0; q < QUANTIZERS.size(); q++) {
          QuantizerConfig quantizer = QUANTIZERS.get(q);
          if (fits(index, quantizer, metric)) {
            specs.put(
                index.id() + "_" + quantizer.id() + q + "_" + metric.id(),
                VectorSpec.ofDimension(DIMENSION).index(index).metric(metric).quantizer(quantizer));
          }
        }
      }
    }
    return specs;
  }

  @Test
  default void everyIndexTakesEveryQuantizerUnderEveryMetric() {
    Map<String, VectorSpec> specs = specs();
    // A record has at most 64 vectors.
    List<String> names = new ArrayList<>(specs.keySet());
    assertThat(names).hasSize(59);
    CollectionSpec spec = CollectionSpec.empty();
    for (String name : names) {
      spec = spec.vector(name, specs.get(name));
    }
    Collection c = db().createCollection("c", spec);
    Random random = new Random(SEED);
    for (int from = 0; from < RECORDS; from += 300) {
      List<Record> records = new ArrayList<>();
      for (int i = from; i < from + 300; i++) {
        float[] values = Fixture.randomVector(random, DIMENSION);
        Record record = Record.of(i);
        for (String name : names) {
          record = record.with(name, Input.vector(values));
        }
        records.add(record);
      }
      c.upsert(records);
    }
    c.awaitIndexed(PATIENCE);
    check(c, specs, random);
    Collection again = restart().collection("c");
    assertThat(again.info().vectors().get(names.getLast()).spec())
        .isEqualTo(specs.get(names.getLast()));
    check(again, specs, random);
  }

  private static void check(Collection c, Map<String, VectorSpec> specs, Random random) {
    float[][] queries = new float[10][];
    for (int q = 0; q < queries.length; q++) {
      queries[q] = Fixture.randomVector(random, DIMENSION);
    }
    specs.forEach(
        (name, spec) -> {
          int found = 0;
          for (float[] vector : queries) {
            Query query = Query.vector(vector).using(name).include(Set.of());
            SearchResult exact = c.search(query.exact());
            SearchResult indexed =
                c.search(spec.index() instanceof IvfConfig ? query.nprobe(12) : query);
            assertThat(exact.stats().strategy()).isEqualTo("exact");
            boolean scanned =
                spec.index() instanceof FlatConfig
                    && spec.quantizer() instanceof QuantizerConfig.None;
            assertThat(indexed.stats().strategy())
                .as(name)
                .startsWith(scanned ? "exact" : spec.index().id());
            assertThat(indexed.hits()).as(name).hasSize(10);
            float last = exact.hits().getLast().score();
            Set<RecordId> truth = new HashSet<>();
            exact.hits().forEach(hit -> truth.add(hit.record().id()));
            for (Hit hit : indexed.hits()) {
              found += truth.contains(hit.record().id()) || hit.score() >= last ? 1 : 0;
            }
            // The best of both is nearly always the same; then so are its scores.
            Hit best = indexed.hits().getFirst();
            Hit truly = exact.hits().getFirst();
            if (best.record().id().equals(truly.record().id())) {
              assertThat(best.score()).as(name).isCloseTo(truly.score(), within(1e-3f));
            }
          }
          assertThat(found).as("%s, of 100, seed %d", name, SEED).isGreaterThanOrEqualTo(85);
        });
  }

  @Test
  default void whatDoesNotFitIsRefused() {
    for (IndexConfig index : INDEXES) {
      for (Metric metric : Metric.values()) {
        for (QuantizerConfig quantizer : QUANTIZERS) {
          if (!fits(index, quantizer, metric)) {
            VectorSpec good = VectorSpec.ofDimension(DIMENSION).index(index).metric(metric);
            assertThatThrownBy(() -> good.quantizer(quantizer))
                .isInstanceOf(AkinException.InvalidArgument.class)
                .hasMessageContaining("quantizer must be none")
                .hasMessageContaining(quantizer.id());
          }
        }
      }
    }
    VectorSpec ivf = VectorSpec.ofDimension(DIMENSION).index(IvfConfig.DEFAULTS);
    assertThatThrownBy(() -> ivf.quantizer(new QuantizerConfig.Pq(DIMENSION + 1, 4)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("numSubspaces")
        .hasMessageContaining("49");
    assertThat(db().collections()).isEmpty();
  }
}
