package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.CollectionStore;
import dev.akin.storage.CollectionWrite;
import dev.akin.storage.StagedPart;
import dev.akin.storage.Unfilled;
import dev.akin.storage.VectorChange;
import dev.akin.storage.VectorMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Gives the records of a collection the target of a change under way, made of their sources. What
 * is made is in the store at once: whoever begins again goes on where this one was. Reads a few
 * sources at a time; embeds in the lane of documents, so that queries do not wait for it. For one
 * thread.
 */
final class Filler {
  /** What embedding costs, in copies of a row. */
  private static final int EMBED_COST = 1000;

  private static final int PAGE = 1024;
  private static final int BATCH = 128;
  private static final long BATCH_BYTES = 8 << 20;

  private final CollectionStore store;
  private final Committer committer;
  private final Embedding embedding;
  private final RebuildProgress progress;
  private final BooleanSupplier stop;
  private final CollectionMeta meta;
  private final VectorChange change;
  private final VectorMeta target;
  private final VectorMeta of;
  private long embedded;

  /** Records of the page that the progress knows of. */
  private long told;

  /**
   * A filler of the change that is under way.
   *
   * @param embedding for the collection as it is now
   * @param stop once true, the filling ends with CancellationException
   */
  Filler(
      CollectionStore store,
      Committer committer,
      Embedding embedding,
      RebuildProgress progress,
      BooleanSupplier stop) {
    this.store = store;
    this.committer = committer;
    this.embedding = embedding;
    this.progress = progress;
    this.stop = stop;
    this.meta = store.meta();
    this.change = meta.change().orElseThrow();
    this.target = change.target().orElseThrow();
    this.of = meta.vectors().get(change.sourcesOf().orElseThrow());
  }

  /**
   * Records by what is to be done.
   *
   * @param sources that have a source and not yet the vector
   * @param missing that have no source
   */
  record Count(long sources, long missing) {}

  /**
   * Counts what a change, under way or not, has to do.
   *
   * @throws AkinException.FailedPrecondition if sources are missing and it does not skip them
   */
  static Count count(CollectionStore store, VectorChange change) {
    VectorMeta of = store.meta().vectors().get(change.sourcesOf().orElseThrow());
    long sources = 0;
    long missing = 0;
    Unfilled page = new Unfilled(new long[0], 0, 0, true);
    while (page.more()) {
      page = store.unfilled(of, change.target().orElseThrow(), page.last(), PAGE);
      sources += page.seqs().length;
      missing += page.missing();
    }
    if (missing > 0 && !change.skipMissing()) {
      throw new AkinException.FailedPrecondition(
          missing
              + " of the "
              + (sources + missing)
              + " records of collection '"
              + store.meta().name()
              + "' that are to get vector '"
              + change.vector()
              + "' have no text or image for vector '"
              + change.sourcesOf().orElseThrow()
              + "' to make it of"
              + (of.spec().keepSource() ? "" : ", which does not keep them")
              + "; write them again with it, or have them go without the vector (skip missing)");
    }
    return new Count(sources, missing);
  }

  /**
   * Runs it.
   *
   * @param after what comes after it, in units of {@link RebuildProgress}
   */
  Result run(long after) {
    Count count = count(store, change);
    progress.start(EMBED_COST * count.sources() + after);
    progress.stage(
        "embedding vector '"
            + change.vector()
            + "' by '"
            + target.spec().embedder().orElseThrow()
            + "'");
    Unfilled page = new Unfilled(new long[0], 0, 0, true);
    while (page.more()) {
      page = store.unfilled(of, target, page.last(), PAGE);
      fill(page.seqs());
    }
    return new Result(embedded, count.missing());
  }

  /**
   * What was done.
   *
   * @param embedded records that got the vector
   * @param skipped records that go without
   */
  record Result(long embedded, long skipped) {}

  private void fill(long[] seqs) {
    List<Long> batch = new ArrayList<>();
    List<Input> inputs = new ArrayList<>();
    long bytes = 0;
    for (long seq : seqs) {
      Optional<Input> source = store.source(of, seq);
      if (source.isEmpty()) {
        continue; // deleted or replaced since
      }
      batch.add(seq);
      inputs.add(source.orElseThrow());
      bytes += bytes(source.orElseThrow());
      if (batch.size() == BATCH || bytes > BATCH_BYTES) {
        fill(batch, inputs);
        batch.clear();
        inputs.clear();
        bytes = 0;
      }
    }
    fill(batch, inputs);
    progress.add(EMBED_COST * (long) seqs.length - EMBED_COST * told);
    told = 0;
  }

  private void fill(List<Long> seqs, List<Input> inputs) {
    if (stop.getAsBoolean()) {
      throw new CancellationException("filling was stopped");
    }
    if (seqs.isEmpty()) {
      return;
    }
    List<Input.Vector> vectors = embed(seqs, inputs);
    boolean keep = target.sourceId() == target.id() && target.spec().keepSource();
    committer.between(
        () -> {
          try (CollectionWrite write = store.begin(List.of())) {
            for (int i = 0; i < seqs.size(); i++) {
              Optional<Input> kept = keep ? Optional.of(inputs.get(i)) : Optional.empty();
              StagedPart part = new StagedPart(Optional.of(vectors.get(i)), kept);
              embedded += write.fill(seqs.get(i), part) ? 1 : 0;
            }
            write.commit(false);
          }
          return null;
        });
    progress.add(EMBED_COST * (long) seqs.size());
    told += seqs.size();
  }

  private List<Input.Vector> embed(List<Long> seqs, List<Input> inputs) {
    try {
      return embedding.fill(target, inputs);
    } catch (AkinException.InvalidArgument e) {
      if (seqs.size() > 1) {
        // One by one, to tell which it is.
        List<Input.Vector> vectors = new ArrayList<>();
        for (int i = 0; i < seqs.size(); i++) {
          vectors.addAll(embed(seqs.subList(i, i + 1), inputs.subList(i, i + 1)));
        }
        return vectors;
      }
      String record =
          store.read(new long[] {seqs.getFirst()}, Set.<Include>of()).stream()
              .map(it -> it == null ? "that was deleted since" : it.id().toString())
              .findFirst()
              .orElseThrow();
      throw new AkinException.FailedPrecondition(
          "record " + record + " cannot get vector '" + change.vector() + "': " + e.getMessage(),
          e);
    }
  }

  private static long bytes(Input input) {
    return switch (input) {
      case Input.Text(String text) -> 2L * text.length();
      case Input.Image image -> image.bytes().length;
      case Input.Vector vector -> (long) Float.BYTES * vector.values().length;
    };
  }
}
