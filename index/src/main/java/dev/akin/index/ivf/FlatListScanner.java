package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.OrdinalSet;
import dev.akin.index.SearchRequest;
import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.candidates.TopHeap;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.BlockKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Scores every row of the lists. */
final class FlatListScanner implements ListScanner {
  private final BlockKernels kernels = BlockKernels.get();
  private final Metric metric;
  private final int dimension;
  private final MemorySegment query;
  private final float[] scores = new float[BlockKernels.ROWS];
  private final TopHeap top = new TopHeap();
  private OrdinalSet accept;
  private long scored;

  FlatListScanner(Metric metric, int dimension) {
    this.metric = metric;
    this.dimension = dimension;
    this.query = Arena.ofAuto().allocate(4L * dimension, 64);
  }

  @Override
  public void begin(SearchRequest request) {
    Memory.putRow(query.address(), request.query(), query.byteSize());
    top.reset(request.k());
    accept = request.accept();
    scored = 0;
  }

  @Override
  public void scan(IvfLists lists, int list, float score) {
    int size = lists.list(list).size();
    int[] blocks = lists.list(list).blocks();
    float floor = top.floorScore();
    for (int b = 0, left = size; left > 0; b++, left -= BlockKernels.ROWS) {
      long block = lists.block(blocks[b]);
      int passed = kernels.score(metric, query.address(), block, dimension, floor, scores, 0);
      if (left < BlockKernels.ROWS) {
        passed &= (1 << left) - 1;
      }
      if (passed != 0) {
        collect(passed, lists.ordinals(block));
        floor = top.floorScore();
      }
    }
    scored += size;
  }

  private void collect(int passed, long ordinals) {
    for (int rest = passed; rest != 0; rest &= rest - 1) {
      int row = Integer.numberOfTrailingZeros(rest);
      int ordinal = Memory.getInt(ordinals + 4L * row);
      if (accept == null || accept.contains(ordinal)) {
        top.insert(Scored.pack(scores[row], ordinal));
      }
    }
  }

  @Override
  public TopHeap end() {
    return top;
  }

  @Override
  public long scored() {
    return scored;
  }

  @Override
  public long rescored() {
    return 0;
  }
}
