package dev.akin.engine.internal.text;

import dev.akin.api.index.SearchCost;
import dev.akin.engine.internal.ranking.Ranking;
import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.LongToIntFunction;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.FilterCollector;
import org.apache.lucene.search.FilterLeafCollector;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.search.TopScoreDocCollectorManager;

/** Collects the best documents of one search whose ordinals may be found. For one thread. */
final class BestOrdinals implements CollectorManager<Collector, Neighbors> {
  private static final int POLL_MASK = 1023;

  private final List<LeafReaderContext> leaves;
  private final String seqField;
  private final LongToIntFunction ordinalOf;
  private final OrdinalSet accept;
  private final BooleanSupplier stop;
  private final TopScoreDocCollector best;
  private long scored;

  BestOrdinals(
      List<LeafReaderContext> leaves,
      int k,
      String seqField,
      LongToIntFunction ordinalOf,
      OrdinalSet accept,
      BooleanSupplier stop) {
    this.leaves = leaves;
    this.seqField = seqField;
    this.ordinalOf = ordinalOf;
    this.accept = accept;
    this.stop = stop;
    this.best = new TopScoreDocCollectorManager(k, k).newCollector();
  }

  @Override
  public Collector newCollector() {
    return new FilterCollector(best) {
      @Override
      public LeafCollector getLeafCollector(LeafReaderContext context) throws IOException {
        NumericDocValues seqs = DocValues.getNumeric(context.reader(), seqField);
        return new FilterLeafCollector(super.getLeafCollector(context)) {
          @Override
          public void collect(int doc) throws IOException {
            if ((scored++ & POLL_MASK) == 0 && stop.getAsBoolean()) {
              throw new CancellationException("full-text search stopped");
            }
            int ordinal = seqs.advanceExact(doc) ? ordinalOf.applyAsInt(seqs.longValue()) : -1;
            if (ordinal >= 0 && accept.contains(ordinal)) {
              super.collect(doc);
            }
          }
        };
      }
    };
  }

  @Override
  public Neighbors reduce(Collection<Collector> collectors) throws IOException {
    ScoreDoc[] docs = best.topDocs().scoreDocs;
    Ranking ranking = new Ranking(Math.max(1, docs.length));
    for (ScoreDoc doc : docs) {
      LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc.doc, leaves));
      NumericDocValues seqs = DocValues.getNumeric(leaf.reader(), seqField);
      if (seqs.advanceExact(doc.doc - leaf.docBase)) {
        ranking.add(ordinalOf.applyAsInt(seqs.longValue()), doc.score);
      }
    }
    return ranking.neighbors(new SearchCost(scored, 0));
  }
}
