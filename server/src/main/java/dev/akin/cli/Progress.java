package dev.akin.cli;

import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A bar on standard error: done of total, rate and time left. Shows nothing when standard error is
 * no terminal. For one thread.
 */
final class Progress implements AutoCloseable {
  private static final int WIDTH = 100;
  private static final int PERCENT = 100;

  private final ProgressBar bar;

  private Progress(ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * Starts a bar.
   *
   * @param total units to come, 0 when not known
   * @param unit such as {@code " MiB"}
   * @param unitSize of a step in what {@link #at} counts
   */
  static Progress start(String task, long total, String unit, long unitSize) {
    if (!isTerminal()) {
      return new Progress(null);
    }
    PrintStream err = System.err;
    return new Progress(
        ProgressBar.builder()
            .setTaskName(task)
            .setInitialMax(total == 0 ? -1 : total)
            .setUnit(unit, unitSize)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(100)
            .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
            .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
            .build());
  }

  /** Starts a bar of what is told in {@link #fraction fractions}. */
  static Progress percent(String task) {
    return start(task, PERCENT, "%", 1);
  }

  /** The launcher says whether standard error is a terminal; Java cannot tell. */
  private static boolean isTerminal() {
    return "1".equals(System.getenv("AKIN_TERMINAL"));
  }

  /** So much is done. */
  void at(long done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  /** So much of a bar in percent is done, 0 to 1. */
  void fraction(double done) {
    at((long) (PERCENT * done));
  }

  /** More than was known at the start. */
  void total(long total) {
    if (bar != null) {
      bar.maxHint(total);
    }
  }

  /** Ends the bar, leaving it as it stands. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
