package dev.akin.bench.ann;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A report as text for people. */
public final class AnnTables {
  private AnnTables() {}

  /** One row of the table of points. */
  private record Row(AnnReport.Result result, AnnReport.Point point) {}

  /** The whole report. */
  public static String text(AnnReport report) {
    StringBuilder text = new StringBuilder();
    text.append(report.environment().text()).append('\n');
    AnnReport.Data data = report.dataset();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %,d x %d, %s, %,d queries, k %d, one search thread, %.1f s each in %d rounds%n%n",
            data.name(),
            data.rows(),
            data.dimension(),
            data.metric(),
            data.queries(),
            report.options().k(),
            report.options().seconds(),
            report.options().rounds()));
    text.append(summary(report)).append("\n\n").append(points(report)).append("\n\n");
    for (AnnReport.Result result : report.results()) {
      text.append(result.label()).append(": ").append(result.about()).append('\n');
    }
    for (Map.Entry<String, String> skipped : report.skipped().entrySet()) {
      text.append("left out: ").append(skipped.getKey()).append(": ");
      text.append(skipped.getValue()).append('\n');
    }
    return text.toString();
  }

  private static String summary(AnnReport report) {
    List<ColumnData<AnnReport.Result>> columns = new ArrayList<>();
    columns.add(left("contestant", AnnReport.Result::label));
    for (double recall : report.options().recalls()) {
      columns.add(
          right(
              "QPS at " + plain(recall),
              result ->
                  result.points().stream()
                      .filter(point -> point.target() == recall)
                      .map(
                          point ->
                              String.format(
                                  Locale.ROOT, "%,.0f (%d)", point.qps(), point.parameter()))
                      .findFirst()
                      .orElse("never")));
    }
    for (int threads : report.options().buildThreads()) {
      columns.add(
          right(
              "build, " + threads + (threads == 1 ? " thread" : " threads"),
              result -> String.format(Locale.ROOT, "%.1f s", result.buildSeconds().get(threads))));
    }
    columns.add(right("resident", result -> megabytes(result.residentBytes())));
    columns.add(right("peak", result -> megabytes(result.peakBytes())));
    columns.add(right("on disk", result -> megabytes(result.diskBytes())));
    return table(report.results(), columns);
  }

  private static String points(AnnReport report) {
    List<Row> rows =
        report.results().stream()
            .flatMap(result -> result.points().stream().map(point -> new Row(result, point)))
            .toList();
    return table(
        rows,
        List.of(
            left("contestant", row -> row.result().label()),
            left("parameter", row -> row.result().parameterName() + " " + row.point().parameter()),
            right("recall@" + report.options().k(), row -> number("%.4f", row.point().recall())),
            right("QPS", row -> number("%,.0f", row.point().qps())),
            right("mean us", row -> number("%,.1f", row.point().meanMicros())),
            right("p50 us", row -> number("%,.1f", row.point().p50Micros())),
            right("p99 us", row -> number("%,.1f", row.point().p99Micros())),
            right(
                "distances",
                row ->
                    row.point().distances() < 0 ? "-" : number("%,.0f", row.point().distances()))));
  }

  private static <T> String table(List<T> rows, List<ColumnData<T>> columns) {
    return AsciiTable.builder()
        .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
        .lineSeparator("\n")
        .data(rows, columns)
        .asString();
  }

  private static <T> ColumnData<T> left(String header, Function<T, String> value) {
    return column(header, HorizontalAlign.LEFT).with(value);
  }

  private static <T> ColumnData<T> right(String header, Function<T, String> value) {
    return column(header, HorizontalAlign.RIGHT).with(value);
  }

  private static Column column(String header, HorizontalAlign align) {
    return new Column().header(header).headerAlign(HorizontalAlign.LEFT).dataAlign(align);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String plain(double recall) {
    String text = number("%.3f", recall);
    return text.endsWith("0") ? text.substring(0, text.length() - 1) : text;
  }

  private static String megabytes(long bytes) {
    return bytes < 0 ? "-" : number("%,.0f MB", bytes / 1e6);
  }
}
