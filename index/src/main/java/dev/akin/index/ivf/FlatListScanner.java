package dev.akin.index.ivf;

import dev.akin.api.index.Metric;
import dev.akin.index.OrdinalSet;
import dev.akin.index.SearchRequest;
import dev.akin.index.internal.candidates.Scored;
import dev.akin.index.internal.candidates.TopHeap;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.simd.KernelChoice;
import dev.akin.index.internal.simd.VectorKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Scores every row of the lists. */
final class FlatListScanner implements ListScanner {
  private final VectorKernels kernels = KernelChoice.kernels();
  private final Metric metric;
  private final int rowBytes;
  private final int blockRows;
  private final MemorySegment query;
  private final float[] scores;
  private final TopHeap top = new TopHeap();
  private OrdinalSet accept;
  private long scored;

  FlatListScanner(Metric metric, int rowBytes, int blockRows) {
    this.metric = metric;
    this.rowBytes = rowBytes;
    this.blockRows = blockRows;
    this.query = Arena.ofAuto().allocate(rowBytes, 64);
    this.scores = new float[blockRows];
  }

  @Override
  public void begin(SearchRequest request) {
    Memory.putRow(query.address(), request.query(), rowBytes);
    top.reset(request.k());
    accept = request.accept();
    scored = 0;
  }

  @Override
  public void scan(IvfLists lists, int list, float score) {
    int size = lists.list(list).size();
    int[] blocks = lists.list(list).blocks();
    for (int b = 0, done = 0; done < size; b++, done += blockRows) {
      long block = lists.block(blocks[b]);
      int count = Math.min(blockRows, size - done);
      kernels.scoreRange(metric, query.address(), block, rowBytes, count, scores);
      collect(lists.ordinals(block), count);
    }
    scored += size;
  }

  private void collect(long ordinals, int count) {
    float floor = top.floorScore();
    for (int i = 0; i < count; i++) {
      if (scores[i] >= floor) {
        int ordinal = Memory.getInt(ordinals + 4L * i);
        if (accept == null || accept.contains(ordinal)) {
          top.insert(Scored.pack(scores[i], ordinal));
          floor = top.floorScore();
        }
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
}
