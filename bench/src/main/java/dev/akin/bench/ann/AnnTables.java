package dev.akin.bench.ann;

import com.github.freva.asciitable.ColumnData;
import dev.akin.bench.ReportTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
    columns.add(ReportTable.name("contestant", AnnReport.Result::label));
    for (double recall : report.options().recalls()) {
      columns.add(
          ReportTable.number(
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
          ReportTable.number(
              "build, " + threads + (threads == 1 ? " thread" : " threads") + " (CPU)",
              result ->
                  String.format(
                      Locale.ROOT,
                      "%.1f s (%.1f)",
                      result.buildSeconds().get(threads),
                      result.buildCpuSeconds().get(threads))));
    }
    columns.add(ReportTable.number("resident", result -> megabytes(result.residentBytes())));
    columns.add(ReportTable.number("peak", result -> megabytes(result.peakBytes())));
    columns.add(
        ReportTable.number(
            "hot/vector",
            result ->
                result.hotBytes() < 0
                    ? "-"
                    : number("%,.0f B", result.hotBytes() / (double) report.dataset().rows())));
    columns.add(ReportTable.number("on disk", result -> megabytes(result.diskBytes())));
    return ReportTable.of(report.results(), columns);
  }

  private static String points(AnnReport report) {
    List<Row> rows =
        report.results().stream()
            .flatMap(
                result -> result.distinctPoints().stream().map(point -> new Row(result, point)))
            .toList();
    return ReportTable.of(
        rows,
        List.of(
            ReportTable.name("contestant", row -> row.result().label()),
            ReportTable.name(
                "parameter", row -> row.result().parameterName() + " " + row.point().parameter()),
            ReportTable.number(
                "recall@" + report.options().k(), row -> number("%.4f", row.point().recall())),
            ReportTable.number("QPS", row -> number("%,.0f", row.point().qps())),
            ReportTable.number("CPU us", row -> number("%,.1f", row.point().cpuMicros())),
            ReportTable.number("mean us", row -> number("%,.1f", row.point().meanMicros())),
            ReportTable.number("p50 us", row -> number("%,.1f", row.point().p50Micros())),
            ReportTable.number("p99 us", row -> number("%,.1f", row.point().p99Micros())),
            ReportTable.number(
                "distances",
                row ->
                    row.point().distances() < 0 ? "-" : number("%,.0f", row.point().distances()))));
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
