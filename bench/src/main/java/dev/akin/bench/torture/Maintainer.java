package dev.akin.bench.torture;

import dev.akin.api.AkinException;
import dev.akin.api.Alteration;
import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.OptimizeOptions;
import dev.akin.api.Record;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.bench.torture.ExpectedRecords.State;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Has a server checkpoint, optimize, alter indexes and back up at random, or from some moment on
 * one of them again and again. {@link #step} is for one thread, the rest for any.
 */
final class Maintainer {
  private static final int KEPT_BACKUPS = 3;
  private static final int LONGEST_PAUSE_NANOS = 60_000_000;

  private final Database database;
  private final List<Subject> subjects;
  private final Random random;
  private final Tally tally;
  private final CountDownLatch focused = new CountDownLatch(1);
  private volatile Maintenance focus;
  private volatile Maintenance running;
  private volatile KnownBackup newest;

  Maintainer(Database database, List<Subject> subjects, Random random, Tally tally) {
    this.database = database;
    this.subjects = subjects;
    this.random = random;
    this.tally = tally;
  }

  /** Has nothing but one thing done from now on; returns when it has begun. */
  void focus(Maintenance maintenance) throws InterruptedException {
    focus = maintenance;
    focused.await();
  }

  /** What was asked for and is not answered yet. */
  Optional<Maintenance> running() {
    return Optional.ofNullable(running);
  }

  /** The last backup that was acknowledged. */
  Optional<KnownBackup> newest() {
    return Optional.ofNullable(newest);
  }

  /** Lets go who waits for a focus that will not come. */
  void end() {
    focused.countDown();
  }

  /** One call, or a pause and one. */
  void step() {
    Maintenance wanted = focus;
    if (wanted == null) {
      LockSupport.parkNanos(random.nextInt(LONGEST_PAUSE_NANOS));
      Maintenance[] all = Maintenance.values();
      perform(all[random.nextInt(all.length)]);
    } else {
      perform(wanted);
    }
  }

  private void perform(Maintenance maintenance) {
    Subject subject = subjects.get(random.nextInt(subjects.size()));
    Collection collection = database.collection(subject.name());
    boolean oneOfThree = random.nextInt(3) == 0;
    long start = System.nanoTime();
    running = maintenance;
    if (maintenance == focus) {
      focused.countDown();
    }
    switch (maintenance) {
      case CHECKPOINT -> collection.checkpoint();
      case OPTIMIZE -> collection.optimize(OptimizeOptions.DEFAULTS.withForce(true), _ -> {});
      case ALTER -> alter(collection, oneOfThree);
      case BACKUP -> backUp(oneOfThree);
    }
    running = null;
    tally.done(maintenance, System.nanoTime() - start);
  }

  /** Gives the vector other parameters of its index, unless a killed server was at that already. */
  private static void alter(Collection collection, boolean quantized) {
    VectorSpec spec = collection.info().vectors().get(Record.DEFAULT_VECTOR).spec();
    IndexConfig index =
        switch (spec.index()) {
          case HnswConfig hnsw -> hnsw.withM(hnsw.m() == 4 ? 6 : 4);
          case IvfConfig ivf -> ivf.withNlist(ivf.nlist() == 8 ? 12 : 8);
          case FlatConfig flat -> flat;
        };
    QuantizerConfig quantizer = quantized ? QuantizerConfig.Sq8.DEFAULTS : QuantizerConfig.NONE;
    try {
      collection.alter(
          new Alteration.Index(Record.DEFAULT_VECTOR, Optional.of(index), Optional.of(quantizer)));
    } catch (AkinException.FailedPrecondition e) {
      if (!e.getMessage().contains("being altered already")) {
        throw e;
      }
      collection.cancelAlteration();
    }
  }

  private void backUp(boolean prune) {
    List<List<State>> began = states();
    int id = database.backups().create().id();
    newest = new KnownBackup(id, began, states());
    if (prune) {
      database.backups().prune(KEPT_BACKUPS);
    }
  }

  private List<List<State>> states() {
    return subjects.stream().map(subject -> subject.expected().all()).toList();
  }
}
