package dev.akin.index.hnsw;

import dev.akin.api.index.Metric;
import dev.akin.index.FloatRows;
import dev.akin.index.OrdinalSet;
import dev.akin.index.internal.ParallelParts;
import dev.akin.index.internal.ScratchPool;
import dev.akin.index.internal.memory.Memory;
import dev.akin.index.internal.memory.RowTable;
import dev.akin.index.internal.rabitq.RandomRotation;
import dev.akin.index.internal.simd.RowScorer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Makes the sealed form of a graph that nobody adds to meanwhile: fills each node's neighbours up
 * and encodes them around it. Works on all threads of the fork-join pool it is called in.
 */
final class HnswSealer {
  private static final int NODES_AT_ONCE = 256;

  private final HnswGraph source;
  private final FloatRows rows;
  private final Metric metric;
  private final IntConsumer progress;
  private final BooleanSupplier stop;
  private final OrdinalSet linked;
  private final int limit;
  private final SealedLayout layout;
  private final RandomRotation rotation;
  private final float[] origin;
  private final float[] rotatedOrigin;

  /**
   * A sealer.
   *
   * @param progress receives how many ordinals are done now and then, from several threads; or null
   * @param stop polled now and then, or null
   */
  HnswSealer(
      HnswGraph source, FloatRows rows, Metric metric, IntConsumer progress, BooleanSupplier stop) {
    this.source = source;
    this.rows = rows;
    this.metric = metric;
    this.progress = progress;
    this.stop = stop;
    this.linked = source.linked();
    this.limit = source.nodes.limit();
    this.layout = SealedLayout.of(rows.dimension(), source.links.capacity(0));
    this.rotation = SealedGraph.rotation(rows.dimension());
    this.origin = mean();
    this.rotatedOrigin = origin.clone();
    rotation.apply(rotatedOrigin);
  }

  private float[] mean() {
    double[] sum = new double[rows.dimension()];
    float[] row = new float[sum.length];
    for (int node = linked.next(0); node >= 0; node = linked.next(node + 1)) {
      rows.copy(node, row);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += row[i];
      }
    }
    for (int i = 0; i < sum.length; i++) {
      row[i] = (float) (sum[i] / Math.max(1, linked.cardinality()));
    }
    return row;
  }

  /** Working memory of one thread. */
  private final class Worker {
    final NeighborFiller filler =
        new NeighborFiller(
            source.links, new RowScorer(metric, rows.table()), limit, layout.degree());
    final NeighborEncoder encoder;

    Worker(RowTable rotated) {
      this.encoder = new NeighborEncoder(metric, layout, rotated, rotatedOrigin);
    }

    void write(int node, long record) {
      Memory.copy(rows.table().address(node), record, layout.links());
      int count = filler.fill(node);
      encoder.write(record, node, filler.neighbors(), count);
    }
  }

  /** Makes the records and copies what else there is. */
  SealedGraph seal() {
    RowTable records = layout.newTable();
    HnswGraph upper = null;
    try (RowTable rotated = new RowTable(rows.dimension() * Float.BYTES)) {
      if (limit > 0) {
        records.ensure(limit - 1);
        rotated.ensure(limit - 1);
      }
      forEachNode(() -> new float[rows.dimension()], (row, node) -> rotate(row, node, rotated));
      AtomicInteger done = new AtomicInteger();
      forEachNode(
          () -> new Worker(rotated),
          (worker, node) -> {
            worker.write(node, records.address(node));
            int count = done.incrementAndGet();
            if (progress != null && count % NODES_AT_ONCE == 0) {
              progress.accept(count);
            }
          });
      upper = source.copyWithoutLevel0();
      return new SealedGraph(layout, records, upper, origin);
    } catch (RuntimeException e) {
      records.close();
      if (upper != null) {
        upper.close();
      }
      throw e;
    }
  }

  private void rotate(float[] row, int node, RowTable rotated) {
    rows.copy(node, row);
    for (int i = 0; i < row.length; i++) {
      row[i] -= origin[i];
    }
    rotation.apply(row);
    Memory.putRow(rotated.address(node), row, rotated.rowBytes());
  }

  private interface NodeTask<T> {
    void run(T scratch, int node);
  }

  private <T> void forEachNode(Supplier<T> maker, NodeTask<T> task) {
    ScratchPool<T> scratches = new ScratchPool<>(maker);
    ParallelParts.run(
        (limit + NODES_AT_ONCE - 1) / NODES_AT_ONCE,
        part -> {
          if (stop != null && stop.getAsBoolean()) {
            throw new CancellationException("sealing stopped");
          }
          T scratch = scratches.take();
          int end = Math.min(limit, (part + 1) * NODES_AT_ONCE);
          for (int node = linked.next(part * NODES_AT_ONCE);
              node >= 0 && node < end;
              node = linked.next(node + 1)) {
            task.run(scratch, node);
          }
          scratches.give(scratch);
        });
  }
}
