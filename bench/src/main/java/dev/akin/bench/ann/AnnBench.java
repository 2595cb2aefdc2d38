package dev.akin.bench.ann;

import dev.akin.bench.Environment;
import dev.akin.bench.data.Dataset;
import dev.akin.bench.peer.Peer;
import dev.akin.bench.peer.WorkerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Runs contestants over a data set: builds one after the other, finds for each the parameters that
 * reach the recalls asked for, then times them all in turns, so that what else the machine does
 * falls on all alike. A contestant that fails is left out and told about. For one thread.
 */
public final class AnnBench {
  private final Dataset dataset;
  private final AnnOptions options;
  private final Path folder;
  private final Consumer<String> progress;
  private final Map<String, String> skipped = new LinkedHashMap<>();

  /**
   * A bench over a data set.
   *
   * @param folder for drivers and indexes; what it holds is deleted as each contestant ends
   * @param progress told what is being done
   */
  public AnnBench(Dataset dataset, AnnOptions options, Path folder, Consumer<String> progress) {
    this.dataset = dataset;
    this.options = options;
    this.folder = folder;
    this.progress = progress;
  }

  /** One contestant while it runs. */
  private record Entrant(
      Peer peer,
      WorkerProcess worker,
      String about,
      Map<Integer, Double> buildSeconds,
      Map<Integer, Double> buildCpuSeconds,
      long diskBytes,
      long hotBytes,
      List<TimedPoint> points) {}

  /**
   * Measures the contestants in their order.
   *
   * @throws IOException if the folder cannot be written
   */
  public AnnReport run(List<Peer> peers, Environment environment) throws IOException {
    Files.createDirectories(folder);
    List<Entrant> entrants = new ArrayList<>();
    try {
      for (Peer peer : peers) {
        Entrant entrant = enter(peer);
        if (entrant != null) {
          entrants.add(entrant);
        }
      }
      List<Entrant> left = new ArrayList<>(entrants);
      time(left);
      List<AnnReport.Result> results = new ArrayList<>();
      for (Entrant entrant : left) {
        results.add(result(entrant));
      }
      return new AnnReport(
          environment,
          new AnnReport.Data(
              dataset.name(),
              dataset.size(),
              dataset.dimension(),
              dataset.queries().length,
              "cosine"),
          options,
          results,
          skipped);
    } finally {
      for (Entrant entrant : entrants) {
        entrant.worker().close();
      }
    }
  }

  private Entrant enter(Peer peer) throws IOException {
    Optional<String> reason = peer.prepare(folder);
    if (reason.isPresent()) {
      skip(peer, reason.get());
      return null;
    }
    Map<Integer, Double> seconds = new TreeMap<>();
    Map<Integer, Double> cpuSeconds = new TreeMap<>();
    WorkerProcess worker = null;
    try {
      WorkerProcess.Built built = null;
      for (int threads : options.buildThreads()) {
        if (worker != null) {
          worker.close();
        }
        worker =
            WorkerProcess.start(
                peer, dataset.file(), dataset.queries().length, folder.resolve(peer.id()));
        progress.accept(peer.label() + ": building on " + threads + " threads");
        built = worker.build(threads);
        seconds.put(threads, built.seconds());
        cpuSeconds.put(threads, built.cpuSeconds());
      }
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s: built in %.1f s; finding the parameters for the recalls",
              peer.label(),
              built.seconds()));
      return new Entrant(
          peer,
          worker,
          built.about(),
          seconds,
          cpuSeconds,
          built.bytesOnDisk(),
          built.hotBytes(),
          calibrate(peer, worker));
    } catch (IOException e) {
      skip(peer, e.getMessage());
      if (worker != null) {
        worker.close();
      }
      return null;
    }
  }

  private List<TimedPoint> calibrate(Peer peer, WorkerProcess worker) throws IOException {
    Calibration calibration =
        new Calibration(
            peer.minParameter(options.k()),
            peer.maxParameter(dataset.size()),
            parameter -> trial(worker, parameter));
    List<TimedPoint> points = new ArrayList<>();
    for (double recall : options.recalls()) {
      Optional<Calibration.Trial> trial = calibration.smallest(recall);
      if (trial.isPresent()) {
        if (points.isEmpty() || points.getLast().parameter() != trial.get().parameter()) {
          points.add(new TimedPoint(trial.get()));
        }
        points.getLast().targets().add(recall);
      }
    }
    return points;
  }

  private Calibration.Trial trial(WorkerProcess worker, int parameter) throws IOException {
    WorkerProcess.Found found = worker.find(parameter, options.k());
    return new Calibration.Trial(
        parameter,
        Recall.at(found.ordinals(), dataset.truth()),
        found.distances() < 0 ? -1 : (double) found.distances() / found.ordinals().length);
  }

  /** Times contestants in turns; takes those that fail out of the list. */
  private void time(List<Entrant> entrants) {
    for (int round = 0; round < options.rounds(); round++) {
      progress.accept("timing, round " + (round + 1) + " of " + options.rounds());
      for (double recall : options.recalls()) {
        entrants.removeIf(entrant -> !time(entrant, recall));
      }
    }
  }

  /** Times a contestant at a recall, if it is to be; false if it fails. */
  private boolean time(Entrant entrant, double recall) {
    long nanos = (long) (options.seconds() * 1e9 / options.rounds());
    try {
      for (TimedPoint point : entrant.points()) {
        if (point.targets().getFirst() == recall) {
          point.add(entrant.worker().time(point.parameter(), options.k(), nanos / 4, nanos));
        }
      }
      return true;
    } catch (IOException e) {
      skip(entrant.peer(), e.getMessage());
      return false;
    }
  }

  private AnnReport.Result result(Entrant entrant) throws IOException {
    WorkerProcess.Memory memory = entrant.worker().memory();
    return new AnnReport.Result(
        entrant.peer().id(),
        entrant.peer().label(),
        entrant.peer().parameterName(),
        entrant.about(),
        entrant.buildSeconds(),
        entrant.buildCpuSeconds(),
        memory.resident(),
        memory.peak(),
        entrant.diskBytes(),
        entrant.hotBytes(),
        entrant.points().stream().flatMap(TimedPoint::points).toList());
  }

  private void skip(Peer peer, String reason) {
    skipped.put(peer.id(), reason);
    progress.accept(peer.label() + " is left out: " + reason);
  }
}
