package dev.akin.embedders;

import dev.akin.api.AkinException;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a model runs. Immutable. A model may have no use for some of these.
 *
 * @param threads cores that one model may keep busy, 0 to {@value #MAX_THREADS}; 0 takes all there
 *     are
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}; {@code auto} takes a GPU if there is
 *     one, and says in the log why not if there is none
 * @param maxBatchTokens tokens, padding included, that go through the model at once, {@value
 *     #MIN_BATCH_TOKENS} or more; a single input may be longer
 * @param batchDelayMillis how long a batch with room left may wait for inputs of other calls, 0 to
 *     {@value #MAX_BATCH_DELAY}; 0 does not wait, and batches are shared only while all threads are
 *     busy
 * @param arena whether a model keeps the memory of its largest batch for the next one; without, it
 *     is given back after each, which takes longer
 * @param gpuMemoryMegabytes of a GPU that one model may take; 0 for no limit
 */
public record EmbedderOptions(
    int threads,
    String device,
    int maxBatchTokens,
    int batchDelayMillis,
    boolean arena,
    int gpuMemoryMegabytes) {
  /** The most threads. */
  public static final int MAX_THREADS = 1024;

  /** The smallest batch bound. */
  public static final int MIN_BATCH_TOKENS = 16;

  /** The longest that a batch may wait for company, in milliseconds. */
  public static final int MAX_BATCH_DELAY = 1000;

  /** All cores, a GPU if there is one, batches that suit a CPU's caches and do not wait. */
  public static final EmbedderOptions DEFAULTS = new EmbedderOptions(0, "auto", 1024, 0, true, 0);

  private static final Pattern CUDA = Pattern.compile("cuda:(\\d{1,3})");

  /** Checks the ranges and the device's spelling. */
  public EmbedderOptions {
    Objects.requireNonNull(device, "device");
    if (threads < 0 || threads > MAX_THREADS) {
      throw new AkinException.InvalidArgument(
          "threads must be 0 (all cores) to " + MAX_THREADS + ": " + threads);
    }
    if (!device.equals("auto") && !device.equals("cpu") && !CUDA.matcher(device).matches()) {
      throw new AkinException.InvalidArgument(
          "device must be auto, cpu or cuda:N, such as cuda:0: '" + device + "'");
    }
    if (maxBatchTokens < MIN_BATCH_TOKENS) {
      throw new AkinException.InvalidArgument(
          "maxBatchTokens must be at least " + MIN_BATCH_TOKENS + ": " + maxBatchTokens);
    }
    if (batchDelayMillis < 0 || batchDelayMillis > MAX_BATCH_DELAY) {
      throw new AkinException.InvalidArgument(
          "batchDelayMillis must be 0 to " + MAX_BATCH_DELAY + ": " + batchDelayMillis);
    }
    if (gpuMemoryMegabytes < 0) {
      throw new AkinException.InvalidArgument(
          "gpuMemoryMegabytes must be 0 (no limit) or more: " + gpuMemoryMegabytes);
    }
  }

  /** The number of cores to keep busy, with 0 replaced by all there are. */
  public int resolvedThreads() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** The GPU asked for by number; empty for {@code auto} and {@code cpu}. */
  public OptionalInt cudaDevice() {
    Matcher matcher = CUDA.matcher(device);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** With another number of threads. */
  public EmbedderOptions withThreads(int threads) {
    return new EmbedderOptions(
        threads, device, maxBatchTokens, batchDelayMillis, arena, gpuMemoryMegabytes);
  }

  /** With another device. */
  public EmbedderOptions withDevice(String device) {
    return new EmbedderOptions(
        threads, device, maxBatchTokens, batchDelayMillis, arena, gpuMemoryMegabytes);
  }

  /** With another batch bound. */
  public EmbedderOptions withMaxBatchTokens(int maxBatchTokens) {
    return new EmbedderOptions(
        threads, device, maxBatchTokens, batchDelayMillis, arena, gpuMemoryMegabytes);
  }

  /** With another delay. */
  public EmbedderOptions withBatchDelayMillis(int batchDelayMillis) {
    return new EmbedderOptions(
        threads, device, maxBatchTokens, batchDelayMillis, arena, gpuMemoryMegabytes);
  }

  /** With or without an arena. */
  public EmbedderOptions withArena(boolean arena) {
    return new EmbedderOptions(
        threads, device, maxBatchTokens, batchDelayMillis, arena, gpuMemoryMegabytes);
  }

  /** With another bound on a GPU's memory. */
  public EmbedderOptions withGpuMemoryMegabytes(int gpuMemoryMegabytes) {
    return new EmbedderOptions(
        threads, device, maxBatchTokens, batchDelayMillis, arena, gpuMemoryMegabytes);
  }
}
