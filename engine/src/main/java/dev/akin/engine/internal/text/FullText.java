package dev.akin.engine.internal.text;

import dev.akin.api.AkinException;
import dev.akin.api.FullTextInfo;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.Value;
import dev.akin.engine.internal.filter.PayloadPath;
import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import dev.akin.storage.CollectionStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongToIntFunction;
import java.util.stream.Stream;
import org.apache.lucene.store.AlreadyClosedException;
import org.roaringbitmap.longlong.LongIterator;
import org.roaringbitmap.longlong.Roaring64Bitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The full-text index of a collection: a shadow of the store, brought up to date when it is opened,
 * built from the store where it is not there or damaged, and then kept up to date by the commit.
 *
 * <p>{@link #put} and {@link #delete} are called by one commit at a time and only hand over; a
 * thread of this writes in their order. A search waits until all that was handed over before it is
 * in. Safe for any number of searching threads.
 */
public final class FullText implements AutoCloseable {
  /** Where it lies within a collection's directory of indexes. */
  public static final String DIRECTORY = "text";

  private static final Logger LOG = LoggerFactory.getLogger(FullText.class);

  /** So many records that an open adds them itself; it would not be worth a wait. */
  private static final int CATCH_UP = 5_000;

  private static final int CHUNK = 500;
  private static final Set<Include> PARTS = Set.of(Include.PAYLOAD, Include.SOURCES);

  private final String collection;
  private final FullTextSpec spec;
  private final Path path;
  private final CollectionStore store;
  private final TextWriter writer;
  private final TextIndex index;
  private final AtomicLong deletions = new AtomicLong();
  private final CountDownLatch built = new CountDownLatch(1);
  private final Thread builder;
  private volatile boolean closed;

  /**
   * Opens the index of a collection, or begins to build it; nothing may be committed meanwhile.
   *
   * @param path a directory of its own, which need not exist
   * @param live sequence numbers of all live records
   */
  public FullText(
      String collection,
      FullTextSpec spec,
      Path path,
      CollectionStore store,
      Roaring64Bitmap live) {
    this.collection = collection;
    this.spec = spec;
    this.path = path;
    this.store = store;
    Roaring64Bitmap present = new Roaring64Bitmap();
    try {
      this.index = open();
      index.seqs(present::addLong);
      this.writer = new TextWriter(collection, index);
    } catch (IOException e) {
      throw failed(e);
    }
    try {
      present.forEach(
          seq -> {
            if (!live.contains(seq)) {
              delete(seq);
            }
          });
      Roaring64Bitmap missing = live.clone();
      missing.andNot(present);
      builder =
          Thread.ofPlatform()
              .daemon()
              .name("akin-text-build-" + collection)
              .unstarted(() -> build(missing));
      if (missing.getLongCardinality() <= CATCH_UP) {
        build(missing);
      } else {
        builder.start();
      }
    } catch (RuntimeException | Error e) {
      writer.close();
      throw e;
    }
  }

  private TextIndex open() throws IOException {
    Files.createDirectories(path);
    try {
      if (TextIndex.check(path).filter(spec.toString()::equals).isPresent()) {
        return TextIndex.open(path, spec);
      }
    } catch (IOException | RuntimeException e) {
      // Lucene's codecs answer damage with exceptions of many kinds.
      LOG.warn(
          "full-text index of collection '{}' is not usable, it is built anew: {}",
          collection,
          e.toString());
    }
    delete(path);
    Files.createDirectories(path);
    return TextIndex.open(path, spec);
  }

  private void build(Roaring64Bitmap missing) {
    try {
      LongIterator seqs = missing.getLongIterator();
      while (seqs.hasNext() && !closed) {
        long[] chunk = new long[CHUNK];
        int n = 0;
        while (seqs.hasNext() && n < CHUNK) {
          chunk[n++] = seqs.next();
        }
        List<Record> records = store.read(Arrays.copyOf(chunk, n), PARTS);
        for (int i = 0; i < n; i++) {
          if (records.get(i) != null) {
            put(chunk[i], records.get(i));
          }
        }
      }
      if (!closed) {
        writer.refresh(() -> closed);
        built.countDown();
      }
    } catch (RuntimeException | Error e) {
      if (!closed) {
        LOG.error("full-text index of collection '{}' could not be built", collection, e);
        writer.fail(e);
        built.countDown();
      }
    }
  }

  /** Adds a record; called before it has its ordinal. */
  public void put(long seq, Record record) {
    // Also without a text: the next open is not to look for one again.
    List<String> texts = texts(record);
    writer.add(it -> it.put(seq, texts));
  }

  private List<String> texts(Record record) {
    List<String> texts = new ArrayList<>();
    for (String field : spec.fields()) {
      PayloadPath.any(
          record.payload(),
          field,
          value -> {
            if (value instanceof Value.Text(String text)) {
              texts.add(text);
            }
            return false;
          });
    }
    for (String source : spec.sources()) {
      if (record.sources().get(source) instanceof Input.Text(String text)) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** Takes away a record; called once its ordinal is dead. */
  public void delete(long seq) {
    deletions.incrementAndGet();
    writer.add(it -> it.delete(seq));
  }

  /**
   * Changes with every deletion. A search finds all that is in a set of live ordinals if this is
   * the same before the set was taken and after the search.
   */
  public long deletions() {
    return deletions.get();
  }

  /**
   * The best for the words of a text.
   *
   * @param ordinal of a sequence number, or -1
   * @param accept ordinals that may be found
   * @param stop polled; once true the search ends with CancellationException
   */
  public Neighbors search(
      String text, int k, LongToIntFunction ordinal, OrdinalSet accept, BooleanSupplier stop) {
    if (built.getCount() > 0) {
      throw new AkinException.FailedPrecondition(
          "the full-text index of collection '"
              + collection
              + "' is being built; awaitIndexed waits for it");
    }
    writer.refresh(stop);
    try {
      return index.search(text, k, ordinal, accept, stop);
    } catch (AlreadyClosedException e) {
      throw writer.closed();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** The state now. */
  public FullTextInfo info() {
    return new FullTextInfo(spec, built.getCount() == 0 && !writer.isFailed());
  }

  /** Whether nothing more is written and no search is answered. */
  public boolean isFailed() {
    return writer.isFailed();
  }

  /** What it holds. */
  public FullTextSpec spec() {
    return spec;
  }

  /**
   * Waits until it is built.
   *
   * @param deadline of {@link System#nanoTime()}
   */
  public void await(long deadline) {
    try {
      if (!built.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new AkinException.DeadlineExceeded("the full-text index is not built yet");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AkinException.Cancelled("interrupted while waiting for the full-text index");
    }
    writer.check();
  }

  /** Makes it durable, so that the next open has less to catch up with. */
  public void commit() {
    writer.add(TextIndex::commit);
  }

  private AkinException failed(IOException e) {
    return new AkinException.Internal(
        "the full-text index of collection '" + collection + "' in " + path + " failed", e);
  }

  /** Ends what is being built, makes what is there durable and frees all. Idempotent. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (builder.isAlive()) {
      try {
        builder.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    writer.close();
    built.countDown();
  }

  /** What is wrong with an index that is not open, if anything is. */
  public static Optional<String> damage(Path path) {
    try {
      TextIndex.check(path);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(e.toString());
    }
  }

  /** Deletes an index that is not open, or what is left of one. */
  public static void delete(Path path) {
    if (!Files.isDirectory(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      LOG.warn("cannot delete {}: {}", path, e.toString());
    }
  }
}
