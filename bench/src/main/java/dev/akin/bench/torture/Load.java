package dev.akin.bench.torture;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.bench.serve.ServedProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Everything that happens to a server between its start and its kill. */
final class Load {
  private static final int WRITERS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ServedProcess server;
  private final List<Writer> writers = new ArrayList<>();
  private final List<Searcher> searchers = new ArrayList<>();
  private final Maintainer maintainer;
  private final Tally tally;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private volatile boolean killed;

  Load(
      ServedProcess server, Database database, List<Subject> subjects, Random random, Tally tally) {
    this.server = server;
    this.tally = tally;
    for (Subject subject : subjects) {
      Collection collection = database.collection(subject.name());
      for (int part = 0; part < WRITERS; part++) {
        writers.add(new Writer(subject, collection, part, WRITERS, split(random), tally));
      }
      searchers.add(new Searcher(subject, collection, split(random), tally));
    }
    maintainer = new Maintainer(database, subjects, split(random), tally);
  }

  private static Random split(Random random) {
    return new Random(random.nextLong());
  }

  /**
   * Puts the load on the server and kills it as planned.
   *
   * @return what it was asked to do and had not answered when it was killed
   * @throws TortureFailure if it did before what it must not
   */
  Optional<Maintenance> untilKilled(KillPlan plan) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    writers.forEach(writer -> threads.add(start(writer::step)));
    searchers.forEach(searcher -> threads.add(start(searcher::step)));
    threads.add(start(maintainer::step));
    try {
      awaitFailure(plan.after());
      if (plan.inside().isPresent()) {
        maintainer.focus(plan.inside().get());
        Duration mean = tally.mean(plan.inside().get());
        LockSupport.parkNanos(Math.round(plan.part() * mean.toNanos()));
      }
      Optional<Maintenance> running = maintainer.running();
      kill();
      for (Thread thread : threads) {
        if (!thread.join(PATIENCE)) {
          throw new TortureFailure("a call does not end after the server was killed");
        }
      }
      awaitFailure(Duration.ZERO);
      return running;
    } finally {
      kill();
    }
  }

  /** The writers, with what was in flight at the kill. */
  List<Writer> writers() {
    return writers;
  }

  /** The last backup of this life. */
  Optional<KnownBackup> newestBackup() {
    return maintainer.newest();
  }

  private void kill() throws InterruptedException {
    killed = true;
    server.kill();
  }

  /** Waits so long for nothing to go wrong. */
  private void awaitFailure(Duration time) throws InterruptedException {
    try {
      failure.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TortureFailure torture) {
        throw torture;
      }
      throw new TortureFailure("a call fails: " + e.getCause(), e.getCause());
    }
  }

  private Thread start(Runnable step) {
    return Thread.ofPlatform().daemon().start(() -> loop(step));
  }

  private void loop(Runnable step) {
    try {
      while (!failure.isDone()) {
        step.run();
      }
    } catch (AkinException.Unavailable e) {
      if (!killed) {
        failure.completeExceptionally(
            new TortureFailure("the server is gone without having been killed", e));
      }
    } catch (RuntimeException | Error e) {
      failure.completeExceptionally(e);
    } finally {
      maintainer.end();
    }
  }
}
