package dev.akin.cli.quickstart;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;

/**
 * Brings glosses into a collection: those that are there already are passed over, so that a second
 * run imports nothing, and a run after one that was stopped goes on where it stood.
 *
 * <p>It asks for the vectors first and writes them together with the texts, to know how much of the
 * time the model takes; an upsert of the texts alone would come to the same. While one batch is
 * written, the next is embedded. For one thread.
 */
public final class GlossImport {
  /** The collection's name. */
  public static final String COLLECTION = "glosses";

  /** The model that embeds the glosses. */
  public static final String MODEL = "minilm";

  private static final int BATCH = 256;
  private static final Duration INDEXING = Duration.ofHours(1);

  private final Database database;
  private final Collection collection;
  private long modelNanos;

  /** Into the collection of this database; it is created if it is not there. */
  public GlossImport(Database database) {
    this.database = database;
    if (database.hasCollection(COLLECTION)) {
      collection = database.collection(COLLECTION);
    } else {
      vectors(List.of(Input.text("a word that loads the model")));
      collection = database.createCollection(COLLECTION, CollectionSpec.ofEmbedder(MODEL));
    }
  }

  /** The collection. */
  public Collection collection() {
    return collection;
  }

  /** Those of the glosses that the collection does not hold. */
  public List<Gloss> missing(List<Gloss> glosses) {
    if (collection.count() == 0) {
      return glosses;
    }
    List<Gloss> missing = new ArrayList<>();
    for (int from = 0; from < glosses.size(); from += Collection.MAX_BATCH) {
      List<Gloss> some =
          glosses.subList(from, Math.min(glosses.size(), from + Collection.MAX_BATCH));
      List<RecordId> ids = some.stream().map(gloss -> RecordId.of(gloss.id())).toList();
      Set<RecordId> found = new HashSet<>();
      collection.get(ids, Set.of()).forEach(record -> found.add(record.id()));
      for (int i = 0; i < some.size(); i++) {
        if (!found.contains(ids.get(i))) {
          missing.add(some.get(i));
        }
      }
    }
    return missing;
  }

  /**
   * Embeds, stores and indexes glosses.
   *
   * @param progress told how many are embedded
   */
  public void run(List<Gloss> glosses, LongConsumer progress) {
    try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
      CompletableFuture<Void> written = CompletableFuture.completedFuture(null);
      for (int from = 0; from < glosses.size(); from += BATCH) {
        List<Gloss> batch = glosses.subList(from, Math.min(glosses.size(), from + BATCH));
        List<Record> records = embed(batch);
        await(written);
        written = CompletableFuture.runAsync(() -> collection.upsert(records), writer);
        progress.accept(from + batch.size());
      }
      await(written);
    }
    collection.awaitIndexed(INDEXING);
  }

  private List<Record> embed(List<Gloss> batch) {
    List<Input> texts = batch.stream().map(gloss -> Input.text(gloss.text())).toList();
    List<float[]> vectors = vectors(texts);
    List<Record> records = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      records.add(batch.get(i).toRecord().vector(vectors.get(i)));
    }
    return records;
  }

  private List<float[]> vectors(List<Input> texts) {
    long started = System.nanoTime();
    List<float[]> vectors = database.embed(MODEL, texts, EmbedOptions.DOCUMENT);
    modelNanos += System.nanoTime() - started;
    return vectors;
  }

  private static void await(CompletableFuture<Void> written) {
    try {
      written.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AkinException refused) {
        throw refused;
      }
      throw e;
    }
  }

  /** Time spent inside the model so far: loading it and embedding. */
  public long modelNanos() {
    return modelNanos;
  }
}
