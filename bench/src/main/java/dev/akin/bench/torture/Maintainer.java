package dev.akin.bench.torture;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.OptimizeOptions;
import dev.akin.bench.torture.ExpectedRecords.State;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Has a server checkpoint, optimize and back up at random, or from some moment on one of them again
 * and again. {@link #step} is for one thread, the rest for any.
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
    boolean prune = random.nextInt(3) == 0;
    long start = System.nanoTime();
    running = maintenance;
    if (maintenance == focus) {
      focused.countDown();
    }
    switch (maintenance) {
      case CHECKPOINT -> collection.checkpoint();
      case OPTIMIZE -> collection.optimize(OptimizeOptions.DEFAULTS.withForce(true), _ -> {});
      case BACKUP -> backUp(prune);
    }
    running = null;
    tally.done(maintenance, System.nanoTime() - start);
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
