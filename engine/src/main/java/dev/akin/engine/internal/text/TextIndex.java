package dev.akin.engine.internal.text;

import dev.akin.api.FullTextSpec;
import dev.akin.api.Target;
import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongToIntFunction;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.TermToBytesRefAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/**
 * A Lucene index of texts by the sequence number of their record. Scores are BM25 with k1 = 1.2 and
 * b = 0.75. Written by one thread, which must not be interrupted: an interrupt would close the
 * files under Lucene's hands. Searched by any number of threads, which may be.
 */
final class TextIndex implements AutoCloseable {
  private static final String SPEC = "spec";
  private static final String KEY = "key";
  private static final String SEQ = "seq";
  private static final String TEXT = "text";
  private static final double RAM_MB = 32;

  private final Directory directory;
  private final Analyzer analyzer;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final FieldType text;

  private TextIndex(Path path, FullTextSpec spec) throws IOException {
    text = new FieldType();
    text.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    text.freeze();
    analyzer = Analyzers.of(spec.analyzer());
    directory = new MMapDirectory(path);
    IndexWriter opened = null;
    try {
      opened =
          new IndexWriter(directory, new IndexWriterConfig(analyzer).setRAMBufferSizeMB(RAM_MB));
      opened.setLiveCommitData(Map.of(SPEC, spec.toString()).entrySet());
      searchers = new SearcherManager(opened, null);
    } catch (IOException | RuntimeException e) {
      if (opened != null) {
        opened.rollback();
      }
      directory.close();
      throw e;
    }
    writer = opened;
  }

  /**
   * Opens an index, or makes one.
   *
   * @throws IOException if what is there is damaged
   */
  static TextIndex open(Path path, FullTextSpec spec) throws IOException {
    return new TextIndex(path, spec);
  }

  /**
   * Reads all of an index that is not open.
   *
   * @return the specification it was made with; empty if there is no index
   * @throws IOException if it is damaged
   */
  static Optional<String> check(Path path) throws IOException {
    try (Directory directory = new MMapDirectory(path)) {
      if (!DirectoryReader.indexExists(directory)) {
        return Optional.empty();
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        for (LeafReaderContext leaf : reader.leaves()) {
          leaf.reader().checkIntegrity();
        }
        return Optional.ofNullable(reader.getIndexCommit().getUserData().get(SPEC));
      }
    }
  }

  /** Adds the texts of a record. */
  void put(long seq, List<String> texts) throws IOException {
    Document document = new Document();
    document.add(new StringField(KEY, key(seq), Field.Store.NO));
    document.add(new NumericDocValuesField(SEQ, seq));
    for (String each : texts) {
      document.add(new Field(TEXT, each, text));
    }
    writer.addDocument(document);
  }

  /** Takes a record away, if it is here. */
  void delete(long seq) throws IOException {
    writer.deleteDocuments(new Term(KEY, key(seq)));
  }

  private static BytesRef key(long seq) {
    return new BytesRef(ByteBuffer.allocate(Long.BYTES).putLong(seq).array());
  }

  /** Makes what was written visible to searches. */
  void refresh() throws IOException {
    searchers.maybeRefreshBlocking();
  }

  /** Makes what was written durable. */
  void commit() throws IOException {
    writer.commit();
  }

  /** Hands over the sequence numbers of the records that are visible. */
  void seqs(LongConsumer visitor) throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
        NumericDocValues seqs = DocValues.getNumeric(leaf.reader(), SEQ);
        Bits live = leaf.reader().getLiveDocs();
        for (int doc = seqs.nextDoc(); doc < leaf.reader().maxDoc(); doc = seqs.nextDoc()) {
          if (live == null || live.get(doc)) {
            visitor.accept(seqs.longValue());
          }
        }
      }
    } finally {
      searchers.release(searcher);
    }
  }

  /**
   * The best for the words of a text.
   *
   * @param ordinal of a sequence number, or -1
   * @param accept ordinals that may be found
   * @param stop polled; once true the search ends with CancellationException
   */
  Neighbors search(
      String words, int k, LongToIntFunction ordinal, OrdinalSet accept, BooleanSupplier stop)
      throws IOException {
    Set<BytesRef> terms = terms(words);
    if (terms.isEmpty()) {
      return Neighbors.NONE;
    }
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    terms.forEach(
        term -> query.add(new TermQuery(new Term(TEXT, term)), BooleanClause.Occur.SHOULD));
    IndexSearcher searcher = searchers.acquire();
    try {
      IndexReader reader = searcher.getIndexReader();
      int most = Math.max(1, Math.min(k, reader.maxDoc()));
      return searcher.search(
          query.build(), new BestOrdinals(reader.leaves(), most, SEQ, ordinal, accept, stop));
    } finally {
      searchers.release(searcher);
    }
  }

  private Set<BytesRef> terms(String words) throws IOException {
    Set<BytesRef> terms = new LinkedHashSet<>();
    try (TokenStream tokens = analyzer.tokenStream(TEXT, words)) {
      TermToBytesRefAttribute term = tokens.getAttribute(TermToBytesRefAttribute.class);
      tokens.reset();
      while (terms.size() < Target.FullText.MAX_WORDS && tokens.incrementToken()) {
        terms.add(BytesRef.deepCopyOf(term.getBytesRef()));
      }
      if (terms.size() < Target.FullText.MAX_WORDS) {
        tokens.end();
      }
    }
    return terms;
  }

  /** Commits and frees all. */
  @Override
  public void close() throws IOException {
    try (directory;
        analyzer;
        writer) {
      searchers.close();
    }
  }
}
