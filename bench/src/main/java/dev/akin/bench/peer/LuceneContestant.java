package dev.akin.bench.peer;

import dev.akin.bench.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Version;

/**
 * Lucene's HNSW over float32: documents added on the given number of threads with a buffer that
 * holds them all, merged to one segment with as many merge workers, committed, and searched through
 * the segment's reader, which leaves out Lucene's query layer.
 */
final class LuceneContestant implements Contestant {
  private static final int M = 16;
  private static final int BEAM_WIDTH = 200;
  private static final String VECTOR = "vector";
  private static final String ORDINAL = "ordinal";

  private FSDirectory directory;
  private DirectoryReader reader;
  private LeafReader leaf;
  private int[] ordinals;

  @Override
  public void build(Dataset dataset, int threads, Path folder) throws Exception {
    directory = FSDirectory.open(folder.resolve("lucene"));
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      KnnVectorsFormat format =
          threads == 1
              ? new Lucene99HnswVectorsFormat(M, BEAM_WIDTH)
              : new Lucene99HnswVectorsFormat(M, BEAM_WIDTH, threads, pool);
      IndexWriterConfig config =
          new IndexWriterConfig()
              .setRAMBufferSizeMB(1900)
              .setUseCompoundFile(false)
              .setCodec(
                  new Lucene104Codec() {
                    @Override
                    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                      return format;
                    }
                  });
      try (IndexWriter writer = new IndexWriter(directory, config)) {
        ParallelRows.forEach(
            dataset, 0, threads, (ordinal, row) -> writer.addDocument(document(ordinal, row)));
        writer.forceMerge(1);
        writer.commit();
      }
    }
    reader = DirectoryReader.open(directory);
    leaf = reader.leaves().getFirst().reader();
    ordinals = new int[leaf.maxDoc()];
    NumericDocValues values = leaf.getNumericDocValues(ORDINAL);
    for (int doc = values.nextDoc(); doc < ordinals.length; doc = values.nextDoc()) {
      ordinals[doc] = (int) values.longValue();
    }
  }

  @Override
  public long save(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("lucene"))) {
      long bytes = 0;
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }

  @Override
  public long search(float[] query, int parameter, int[] found) throws IOException {
    TopDocs top =
        leaf.searchNearestVectors(
            VECTOR,
            query,
            Math.max(parameter, found.length),
            AcceptDocs.fromLiveDocs(null, leaf.maxDoc()),
            Integer.MAX_VALUE);
    ScoreDoc[] hits = top.scoreDocs;
    Arrays.fill(found, -1);
    for (int i = 0; i < Math.min(found.length, hits.length); i++) {
      found[i] = ordinals[hits[i].doc];
    }
    return top.totalHits.value();
  }

  @Override
  public String about() {
    return "Lucene "
        + Version.LATEST
        + " Lucene99HnswVectorsFormat maxConn "
        + M
        + " beamWidth "
        + BEAM_WIDTH
        + ", one segment";
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
    if (directory != null) {
      directory.close();
    }
  }

  private static Document document(int ordinal, float[] row) {
    Document document = new Document();
    document.add(new KnnFloatVectorField(VECTOR, row, VectorSimilarityFunction.DOT_PRODUCT));
    document.add(new NumericDocValuesField(ORDINAL, ordinal));
    return document;
  }
}
