package dev.akin.bench.torture;

import dev.akin.api.AkinException;
import dev.akin.api.BackupInfo;
import dev.akin.api.Database;
import dev.akin.api.PayloadIndexType;
import dev.akin.bench.Environment;
import dev.akin.bench.serve.ServedProcess;
import dev.akin.client.RemoteDatabase;
import dev.akin.client.RemoteOptions;
import dev.akin.engine.DataCheck;
import dev.akin.index.VectorOps;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Kills a server again and again and compares what it has after each restart with what it
 * acknowledged. An acknowledged upsert must be there with its content and an acknowledged delete
 * gone; a call that was in flight is done whole or not at all. Searches are compared while writes
 * go on. After each kill the data directory must be without damage; in the end backups must be
 * whole, and the newest must restore to a state between its call and its answer.
 */
public final class Torture {
  /** A fast start counts for more here than fast searches. */
  private static final List<String> JVM =
      List.of(
          "-Xmx512m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          // The first compiler makes nothing of the vector module.
          "-Dakin.kernels=scalar");

  private static final String RESTORED = "restored";

  private final Path data;
  private final Path backups;
  private final Path log;
  private final long seed;
  private final Consumer<String> progress;
  private final List<String> jvm;
  private final List<Subject> subjects;
  private final Random random;
  private final Tally tally = new Tally();
  private final Map<String, Integer> killsDuring = new TreeMap<>();
  private final List<Double> restarts = new ArrayList<>();
  private List<Writer> writers = List.of();
  private Optional<KnownBackup> newest = Optional.empty();
  private int inFlight;
  private int inFlightDone;

  private Torture(Path folder, long seed, Consumer<String> progress) throws IOException {
    this.jvm = StartupArchive.with(folder, JVM);
    this.data = folder.resolve("data");
    this.backups = folder.resolve("backups");
    this.log = folder.resolve("server.log");
    this.seed = seed;
    this.progress = progress;
    this.subjects = Subject.both(seed);
    this.random = new Random(seed);
  }

  /**
   * Runs all of it.
   *
   * @param folder an empty one, which is filled with data, backups and the server's log
   * @param kills 1 or more
   * @param progress takes a line after each kill
   * @throws TortureFailure at the first thing that is wrong, with the number of kills before it
   */
  public static TortureReport run(Path folder, int kills, long seed, Consumer<String> progress)
      throws IOException, InterruptedException {
    return new Torture(folder, seed, progress).run(kills);
  }

  private TortureReport run(int kills) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int whole = 0;
    for (int life = 0; life <= kills; life++) {
      try {
        if (life < kills) {
          liveAndDie(life);
        } else {
          whole = live();
        }
        checkDirectory(life == kills);
      } catch (TortureFailure | AkinException e) {
        throw new TortureFailure(
            "after " + life + " kills, seed " + seed + ": " + e.getMessage(), e);
      }
    }
    List<Double> sorted = restarts.stream().sorted().toList();
    Map<String, Long> maintenance = new TreeMap<>();
    for (Maintenance each : Maintenance.values()) {
      maintenance.put(each.id(), tally.count(each));
    }
    return new TortureReport(
        Environment.now(VectorOps.kernels()),
        seed,
        kills,
        killsDuring,
        tally.upserts.sum(),
        tally.deletes.sum(),
        tally.searches.sum(),
        maintenance,
        inFlight,
        inFlightDone,
        whole,
        sorted.get(sorted.size() / 2),
        sorted.getLast(),
        seconds(start));
  }

  private void liveAndDie(int life) throws IOException, InterruptedException {
    try (ServedProcess server = start();
        Database database = connect(server)) {
      if (life == 0) {
        create(database);
      } else {
        compare(database);
      }
      Load load = new Load(server, database, subjects, random, tally);
      Optional<Maintenance> during = load.untilKilled(KillPlan.of(life, random));
      writers = load.writers();
      newest = load.newestBackup().or(() -> newest);
      String what = during.map(Maintenance::id).orElse("none of these");
      killsDuring.merge(what, 1, Integer::sum);
      progress.accept(
          String.format(
              Locale.ROOT,
              "kill %d, %s; so far %,d upserts, %,d deletes, %,d searches; start %.2f s",
              life + 1,
              during.map(it -> "during " + it.id()).orElse("at large"),
              tally.upserts.sum(),
              tally.deletes.sum(),
              tally.searches.sum(),
              restarts.getLast()));
    }
  }

  /** The last life, which ends in peace; returns the number of backups that are whole. */
  private int live() throws IOException, InterruptedException {
    try (ServedProcess server = start();
        Database database = connect(server)) {
      compare(database);
      List<BackupInfo> all = database.backups().list();
      all.forEach(backup -> database.backups().verify(backup.id()));
      newest.ifPresent(backup -> compareBackup(database, backup));
      return all.size();
    }
  }

  private void compareBackup(Database database, KnownBackup backup) {
    for (int i = 0; i < subjects.size(); i++) {
      Subject subject = subjects.get(i);
      new Inspection(subject, database.backups().restore(backup.id(), subject.name(), RESTORED))
          .compare(backup.began().get(i), backup.ended().get(i));
      database.dropCollection(RESTORED);
    }
  }

  private void create(Database database) {
    for (Subject subject : subjects) {
      database
          .createCollection(subject.name(), subject.spec())
          .createPayloadIndex(RecordContent.GROUP, PayloadIndexType.NUMBER);
    }
  }

  private void compare(Database database) {
    for (Writer writer : writers) {
      if (writer.pending().isPresent()) {
        inFlight++;
        if (inspection(database, writer.subject()).settle(writer.pending().get())) {
          inFlightDone++;
        }
      }
    }
    writers = List.of();
    subjects.forEach(subject -> inspection(database, subject).compare(random));
    newest.ifPresent(backup -> database.backups().verify(backup.id()));
  }

  private static Inspection inspection(Database database, Subject subject) {
    return new Inspection(subject, database.collection(subject.name()));
  }

  private ServedProcess start() {
    long start = System.nanoTime();
    try {
      ServedProcess server =
          ServedProcess.start(
              data,
              jvm,
              List.of("--backup-dir", backups.toString()),
              Redirect.appendTo(log.toFile()));
      restarts.add(seconds(start));
      return server;
    } catch (IOException e) {
      throw new TortureFailure("the server does not start; see " + log, e);
    }
  }

  private static Database connect(ServedProcess server) {
    return RemoteDatabase.connect(
        server.target(), RemoteOptions.DEFAULTS.writeDeadline(Duration.ofMinutes(1)));
  }

  /** Verifies every file; after a peaceful end also the number of records. */
  private void checkDirectory(boolean ended) {
    DataCheck check = DataCheck.of(data);
    if (!check.damages().isEmpty()) {
      throw new TortureFailure("the data directory is damaged: " + check.damages());
    }
    long live =
        subjects.stream()
            .flatMap(subject -> subject.expected().all().stream())
            .filter(ExpectedRecords.State::live)
            .count();
    if (ended && check.records() != live) {
      throw new TortureFailure(
          "a check finds " + check.records() + " records and must find " + live);
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
