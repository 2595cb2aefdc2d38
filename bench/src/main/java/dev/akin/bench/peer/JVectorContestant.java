package dev.akin.bench.peer;

import dev.akin.bench.data.Dataset;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/**
 * JVector's graph with float32 vectors in memory: degree 32, beam 200, alpha and overflow 1.2, with
 * a hierarchy, not refined. Searched in memory; written only to know its size.
 */
final class JVectorContestant implements Contestant {
  private static final int DEGREE = 32;
  private static final int BEAM_WIDTH = 200;
  private static final float OVERFLOW = 1.2f;
  private static final float ALPHA = 1.2f;
  private static final VectorSimilarityFunction SIMILARITY = VectorSimilarityFunction.DOT_PRODUCT;

  private final VectorTypeSupport types =
      VectorizationProvider.getInstance().getVectorTypeSupport();
  private RandomAccessVectorValues vectors;
  private ImmutableGraphIndex graph;
  private GraphSearcher searcher;

  @Override
  public void build(Dataset dataset, int threads, Path folder) throws Exception {
    List<VectorFloat<?>> rows = new ArrayList<>(dataset.size());
    dataset.rows(0, dataset.size(), (ordinal, row) -> rows.add(types.createFloatVector(row)));
    vectors = new ListRandomAccessVectorValues(rows, dataset.dimension());
    try (ForkJoinPool pool = new ForkJoinPool(threads);
        GraphIndexBuilder builder =
            new GraphIndexBuilder(
                BuildScoreProvider.randomAccessScoreProvider(vectors, SIMILARITY),
                dataset.dimension(),
                DEGREE,
                BEAM_WIDTH,
                OVERFLOW,
                ALPHA,
                true,
                false,
                pool,
                pool)) {
      graph = builder.build(vectors);
    }
    searcher = new GraphSearcher(graph);
  }

  @Override
  public long save(Path folder) throws IOException {
    Path file = folder.resolve("jvector.graph");
    OnDiskGraphIndex.write(graph, vectors, file);
    return Files.size(file);
  }

  @Override
  public long search(float[] query, int parameter, int[] found) {
    SearchResult result =
        searcher.search(
            DefaultSearchScoreProvider.exact(types.createFloatVector(query), SIMILARITY, vectors),
            found.length,
            Math.max(parameter, found.length),
            0f,
            0f,
            Bits.ALL);
    SearchResult.NodeScore[] nodes = result.getNodes();
    Arrays.fill(found, -1);
    for (int i = 0; i < Math.min(found.length, nodes.length); i++) {
      found[i] = nodes[i].node;
    }
    return result.getVisitedCount();
  }

  @Override
  public String about() {
    return "JVector degree "
        + DEGREE
        + " beam "
        + BEAM_WIDTH
        + " overflow "
        + OVERFLOW
        + " alpha "
        + ALPHA
        + ", hierarchy, not refined, "
        + VectorizationProvider.getInstance().getClass().getSimpleName();
  }

  @Override
  public void close() throws IOException {
    if (searcher != null) {
      searcher.close();
    }
  }
}
