package dev.akin.bench.embed;

import dev.akin.api.index.Metric;
import dev.akin.bench.Environment;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Lets two models embed the same texts in turns, first all texts in one call, then one by one, then
 * one by one while all are embedded in one call. For one thread.
 */
final class EmbedBench {
  private static final int WARMUP_TEXTS = 200;

  private final List<String> texts;
  private final int rounds;

  /**
   * Over texts.
   *
   * @param rounds in which the models take turns
   */
  EmbedBench(List<String> texts, int rounds) {
    this.texts = List.copyOf(texts);
    this.rounds = rounds;
  }

  EmbedReport run(TextModel first, TextModel second, Environment environment) {
    List<String> warmup = texts.subList(0, Math.min(WARMUP_TEXTS, texts.size()));
    double lowest = 1;
    List<Measured> measured = new ArrayList<>();
    for (TextModel model : List.of(first, second)) {
      warmup.forEach(model::embed);
      measured.add(new Measured(model));
    }
    List<float[]> ours = first.embedAll(warmup);
    List<float[]> theirs = second.embedAll(warmup);
    for (int i = 0; i < warmup.size(); i++) {
      lowest = Math.min(lowest, cosine(ours.get(i), theirs.get(i)));
    }
    for (int round = 0; round < rounds; round++) {
      measured.forEach(each -> each.batch(texts));
      measured.forEach(each -> each.single(texts));
      measured.forEach(each -> each.duringImport(texts));
    }
    return new EmbedReport(
        environment,
        texts.size(),
        rounds,
        lowest,
        measured.stream().map(each -> each.result(texts.size())).toList(),
        null);
  }

  private static double cosine(float[] a, float[] b) {
    float[] unitA = Metric.COSINE.prepare(a);
    float[] unitB = Metric.COSINE.prepare(b);
    double sum = 0;
    for (int i = 0; i < unitA.length; i++) {
      sum += (double) unitA[i] * unitB[i];
    }
    return sum;
  }

  /** Times of one model. */
  private static final class Measured {
    private final TextModel model;
    private final List<Long> batchNanos = new ArrayList<>();
    private final List<Long> singleNanos = new ArrayList<>();
    private final Histogram latencies = new Histogram(3);
    private final Histogram latenciesDuringImport = new Histogram(3);

    Measured(TextModel model) {
      this.model = model;
    }

    void batch(List<String> texts) {
      long start = System.nanoTime();
      int embedded = model.embedAll(texts).size();
      batchNanos.add(System.nanoTime() - start);
      if (embedded != texts.size()) {
        throw new IllegalStateException(model.name() + " lost texts: " + embedded);
      }
    }

    void single(List<String> texts) {
      long start = System.nanoTime();
      long before = start;
      for (String text : texts) {
        model.embed(text);
        long after = System.nanoTime();
        latencies.recordValue(after - before);
        before = after;
      }
      singleNanos.add(before - start);
    }

    /** Asks one after the other for as long as another thread has all texts embedded. */
    void duringImport(List<String> texts) {
      Thread imports = Thread.ofPlatform().start(() -> model.embedAll(texts));
      for (int i = 0; imports.isAlive(); i++) {
        long start = System.nanoTime();
        model.embed(texts.get(i % texts.size()));
        latenciesDuringImport.recordValue(System.nanoTime() - start);
      }
    }

    EmbedReport.Result result(int texts) {
      return new EmbedReport.Result(
          model.name(),
          texts * 1e9 / median(batchNanos),
          texts * 1e9 / median(singleNanos),
          latencies.getValueAtPercentile(50) / 1e6,
          latencies.getValueAtPercentile(99) / 1e6,
          latenciesDuringImport.getValueAtPercentile(50) / 1e6,
          latenciesDuringImport.getValueAtPercentile(99) / 1e6);
    }

    private static double median(List<Long> values) {
      List<Long> sorted = values.stream().sorted().toList();
      int middle = sorted.size() / 2;
      return sorted.size() % 2 == 1
          ? sorted.get(middle)
          : (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
    }
  }
}
