package dev.akin.bench.filter;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchParams;
import dev.akin.bench.Environment;
import dev.akin.index.FloatRows;
import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import dev.akin.index.SearchRequest;
import dev.akin.index.VectorOps;
import dev.akin.index.flat.FlatIndex;
import dev.akin.index.hnsw.HnswIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Searches an HNSW index under filters of several shares and spreads. Searches with the filter,
 * scans of what it lets through and searches without it take turns, one thread.
 */
final class FilterBench {
  private static final double[] SHARES = {0.5, 0.1, 0.01, 0.001};
  private static final int K = 10;

  private final float[][] vectors;
  private final float[][] queries;
  private final double targetRecall;
  private final int rounds;
  private final Consumer<String> progress;

  /**
   * A bench over unit vectors.
   *
   * @param vectors to index
   * @param queries to search for
   * @param targetRecall that searches ask for
   * @param rounds in which the three take turns
   * @param progress is told what is being done
   */
  FilterBench(
      float[][] vectors,
      float[][] queries,
      double targetRecall,
      int rounds,
      Consumer<String> progress) {
    this.vectors = vectors;
    this.queries = queries;
    this.targetRecall = targetRecall;
    this.rounds = rounds;
    this.progress = progress;
  }

  /** Mean microseconds per search in each round, and what the last round found. */
  private static final class Series {
    private final VectorSearch search;
    private final List<SearchRequest> requests;
    private final List<Double> micros = new ArrayList<>();
    private List<Neighbors> found = List.of();

    Series(VectorSearch search, List<SearchRequest> requests) {
      this.search = search;
      this.requests = requests;
    }

    void round() {
      List<Neighbors> answers = new ArrayList<>(requests.size());
      long start = System.nanoTime();
      for (SearchRequest request : requests) {
        answers.add(search.search(request));
      }
      micros.add((System.nanoTime() - start) / 1e3 / requests.size());
      found = answers;
    }

    /** The first round warms up and does not count. */
    double median() {
      double[] sorted = micros.stream().skip(1).mapToDouble(Double::doubleValue).sorted().toArray();
      return sorted[sorted.length / 2];
    }

    double distances() {
      return found.stream().mapToLong(it -> it.cost().distanceComputations()).average().orElse(0);
    }

    double recall(List<Neighbors> truth) {
      double hits = 0;
      for (int i = 0; i < truth.size(); i++) {
        int[] right = truth.get(i).ordinals();
        hits +=
            Arrays.stream(found.get(i).ordinals())
                .filter(ordinal -> IntStream.of(right).anyMatch(it -> it == ordinal))
                .count();
      }
      return hits / truth.stream().mapToInt(Neighbors::size).sum();
    }
  }

  private interface VectorSearch {
    Neighbors search(SearchRequest request);
  }

  FilterReport run(String dataset, long seed) {
    try (FloatRows rows = new FloatRows(vectors[0].length);
        HnswIndex index = new HnswIndex(rows, Metric.COSINE, HnswConfig.DEFAULTS);
        FlatIndex flat = new FlatIndex(rows, Metric.COSINE)) {
      for (int i = 0; i < vectors.length; i++) {
        rows.put(i, vectors[i]);
      }
      progress.accept("building the graph of " + vectors.length + " vectors");
      IntStream.range(0, vectors.length).parallel().forEach(index::add);
      index.calibrate(null);
      List<Neighbors> ranked =
          Arrays.stream(queries)
              .map(query -> flat.search(SearchRequest.of(query, vectors.length)))
              .toList();
      List<SearchRequest> plainRequests =
          Arrays.stream(queries)
              .map(
                  it ->
                      SearchRequest.of(it, K)
                          .withParams(new SearchParams.TargetRecall(targetRecall)))
              .toList();
      Series plain = new Series(index::search, plainRequests);
      List<FilterReport.Figure> figures = new ArrayList<>();
      for (double share : SHARES) {
        for (Spread spread : Spread.values()) {
          progress.accept(share + " of the rows, " + spread);
          figures.add(figure(index, flat, plain, ranked, share, spread, seed));
        }
      }
      List<Neighbors> truth =
          plainRequests.stream().map(it -> flat.search(it.withParams(null))).toList();
      return new FilterReport(
          Environment.now(VectorOps.kernels()),
          dataset,
          vectors.length,
          queries.length,
          targetRecall,
          plain.recall(truth),
          plain.median(),
          figures);
    }
  }

  private FilterReport.Figure figure(
      HnswIndex index,
      FlatIndex flat,
      Series plain,
      List<Neighbors> ranked,
      double share,
      Spread spread,
      long seed) {
    int count = (int) Math.round(share * vectors.length);
    List<SearchRequest> requests = new ArrayList<>();
    for (int i = 0; i < queries.length; i++) {
      OrdinalSet accept = spread.rows(ranked.get(i), count, seed + i);
      requests.add(plain.requests.get(i).withAccept(accept));
    }
    Series filtered = new Series(index::search, requests);
    Series exact =
        new Series(
            index::search,
            requests.stream().map(it -> it.withParams(new SearchParams.Exact())).toList());
    int before = plain.micros.size();
    for (int round = 0; round <= rounds; round++) {
      filtered.round();
      exact.round();
      plain.round();
    }
    List<Neighbors> truth = requests.stream().map(it -> flat.search(it.withParams(null))).toList();
    double[] plainNow =
        plain.micros.stream().skip(before + 1L).mapToDouble(Double::doubleValue).sorted().toArray();
    double best = Math.min(exact.median(), plainNow[plainNow.length / 2]);
    return new FilterReport.Figure(
        share,
        spread,
        filtered.recall(truth),
        filtered.median(),
        exact.median(),
        filtered.distances(),
        filtered.median() / best);
  }
}
