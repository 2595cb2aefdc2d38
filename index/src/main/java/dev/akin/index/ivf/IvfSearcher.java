package dev.akin.index.ivf;

import dev.akin.api.index.SearchCost;
import dev.akin.index.Neighbors;
import dev.akin.index.SearchRequest;
import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.candidates.TopHeap;
import java.util.concurrent.CancellationException;

/**
 * A search over lists: the nearest centroids, then their lists, nearest first. Holds working
 * memory; not thread-safe.
 */
final class IvfSearcher {
  private final IvfLists lists;
  private final Centroids centroids;
  private final CentroidSearcher coarse;
  private final ListScanner scanner;

  IvfSearcher(IvfLists lists) {
    this.lists = lists;
    this.centroids = lists.centroids();
    this.coarse = new CentroidSearcher(centroids, centroids.metric());
    this.scanner = lists.payload().newScanner();
  }

  /**
   * The nearest rows in the {@code nprobe} nearest lists, and in more lists until there are k.
   *
   * @param wanted entries that there can be at most, no more than the request's k
   */
  Neighbors search(SearchRequest request, int nprobe, int wanted) {
    coarse.query(request.query());
    scanner.begin(request);
    int probed = 0;
    long until = Math.min(nprobe, centroids.count());
    TopHeap found = scan(request, probed, (int) until);
    while (found.size() < wanted && until < centroids.count()) {
      probed = (int) until;
      until = Math.min(4 * until, centroids.count());
      found = scan(request, probed, (int) until);
    }
    SearchCost cost =
        new SearchCost(scanner.scored() + coarse.scored(), until, 0, scanner.rescored());
    return result(found, cost);
  }

  /** Scans the lists whose centroids are the {@code from}-th nearest to the {@code to}-th. */
  private TopHeap scan(SearchRequest request, int from, int to) {
    int first = from;
    if (!coarse.find(to)) {
      scanner.begin(request);
      first = 0;
    }
    for (int i = first; i < to; i++) {
      if (request.stop() != null && request.stop().getAsBoolean()) {
        throw new CancellationException("search stopped after " + i + " lists");
      }
      scanner.scan(lists, coarse.list(i), coarse.score(i));
    }
    return scanner.end();
  }

  private static Neighbors result(TopHeap top, SearchCost cost) {
    int count = top.size();
    int[] ordinals = new int[count];
    float[] found = new float[count];
    long[] ascending = top.sortAscending();
    for (int i = 0; i < count; i++) {
      long entry = ascending[count - 1 - i];
      ordinals[i] = Scored.ordinal(entry);
      found[i] = Scored.score(entry);
    }
    return new Neighbors(ordinals, found, cost);
  }
}
