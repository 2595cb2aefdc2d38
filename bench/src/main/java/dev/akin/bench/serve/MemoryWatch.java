package dev.akin.bench.serve;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a server's own metrics at intervals: what memory it takes. Who starts it closes it. */
final class MemoryWatch implements AutoCloseable {
  /**
   * What one reading says, in bytes but for the time and the records.
   *
   * @param seconds since the watch began
   * @param resident of the process, mapped files included
   * @param anonymous of the process, in no file
   * @param heap of Java in use
   * @param counted against the memory budget: vectors, indexes, RocksDB's caches
   * @param dead records that take room in the indexes until they are optimized
   */
  record Sample(
      double seconds,
      double resident,
      double anonymous,
      double heap,
      double counted,
      double dead) {}

  private final ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor();
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpRequest request;
  private final List<Sample> samples = new ArrayList<>();
  private final long start = System.nanoTime();

  MemoryWatch(String metrics, Duration interval) {
    request = HttpRequest.newBuilder(URI.create(metrics)).build();
    long millis = Math.max(1, interval.toMillis());
    var _ = schedule.scheduleAtFixedRate(this::read, 0, millis, TimeUnit.MILLISECONDS);
  }

  private void read() {
    try {
      String text = client.send(request, BodyHandlers.ofString()).body();
      Sample sample =
          new Sample(
              (System.nanoTime() - start) / 1e9,
              sum(text, "process_resident_memory_bytes"),
              sum(text, "process_anonymous_memory_bytes"),
              sum(text, "jvm_memory_used_bytes\\{area=\"heap\".*\\}"),
              sum(text, "akin_memory_used_bytes"),
              sum(text, "akin_records\\{.*state=\"dead\"\\}"));
      synchronized (samples) {
        samples.add(sample);
      }
    } catch (IOException e) {
      // The server is busy or gone; the load generator will say so.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static double sum(String text, String series) {
    Matcher matcher = Pattern.compile("(?m)^" + series + " (\\S+)$").matcher(text);
    double sum = 0;
    while (matcher.find()) {
      sum += Double.parseDouble(matcher.group(1));
    }
    return sum;
  }

  /** What was read so far. */
  List<Sample> samples() {
    synchronized (samples) {
      return List.copyOf(samples);
    }
  }

  @Override
  public void close() {
    schedule.shutdownNow();
    client.close();
  }
}
