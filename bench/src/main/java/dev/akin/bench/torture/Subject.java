package dev.akin.bench.torture;

import dev.akin.api.CollectionSpec;
import dev.akin.api.Record;
import dev.akin.api.SyncMode;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import java.util.List;

/**
 * A collection that is tortured, and what is expected of it.
 *
 * @param name of the collection
 * @param spec it is created with; its metric is euclidean
 * @param content of its records
 * @param expected records
 */
record Subject(String name, CollectionSpec spec, RecordContent content, ExpectedRecords expected) {
  private static final int RECORDS = 480;

  /** A graph that is synced with each write, and quantized lists that are not. */
  static List<Subject> both(long seed) {
    VectorSpec vector = VectorSpec.ofDimension(RecordContent.DIMENSION).metric(Metric.EUCLIDEAN);
    CollectionSpec none = CollectionSpec.empty();
    return List.of(
        subject(
            "graph",
            none.vector(Record.DEFAULT_VECTOR, vector.index(new HnswConfig(4, 20, seed)))
                .sync(SyncMode.ALWAYS),
            seed),
        subject(
            "lists",
            none.vector(
                    Record.DEFAULT_VECTOR,
                    vector.index(new IvfConfig(8, seed)).quantizer(QuantizerConfig.Sq8.DEFAULTS))
                .sync(SyncMode.OS),
            seed + 1));
  }

  private static Subject subject(String name, CollectionSpec spec, long seed) {
    return new Subject(name, spec, new RecordContent(seed), new ExpectedRecords(RECORDS));
  }
}
