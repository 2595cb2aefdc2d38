package dev.akin.bench.ann;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Recall against searches per second, one curve per contestant: up and to the right is better. */
public final class CurveChart {
  private CurveChart() {}

  /**
   * Draws the report as {@code curve.png} and {@code curve.svg} in the folder. Needs no display.
   *
   * @throws IllegalArgumentException if no contestant has a point
   */
  public static void write(AnnReport report, Path folder) throws IOException {
    System.setProperty("java.awt.headless", "true");
    XYChart chart = chart(report);
    try (OutputStream out = Files.newOutputStream(folder.resolve("curve.png"))) {
      BitmapEncoder.saveBitmap(chart, out, BitmapFormat.PNG);
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve("curve.svg"))) {
      VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
    }
  }

  private static XYChart chart(AnnReport report) {
    AnnReport.Data data = report.dataset();
    XYChart chart =
        new XYChartBuilder()
            .width(1000)
            .height(640)
            .theme(ChartTheme.XChart)
            .title(
                String.format(
                    "%s, %,d x %d: one search thread on %s",
                    data.name(), data.rows(), data.dimension(), report.environment().cpu()))
            .xAxisTitle("recall@" + report.options().k())
            .yAxisTitle("queries per second")
            .build();
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmicDecadeOnly(false);
    chart.getStyler().setXAxisDecimalPattern("0.00");
    chart.getStyler().setYAxisDecimalPattern("#,###");
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setMarkerSize(6);
    boolean empty = true;
    for (AnnReport.Result result : report.results()) {
      if (!result.points().isEmpty()) {
        empty = false;
        var points = result.distinctPoints();
        var series =
            chart.addSeries(
                result.label(),
                points.stream().mapToDouble(AnnReport.Point::recall).toArray(),
                points.stream().mapToDouble(AnnReport.Point::qps).toArray());
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setLineStyle(new BasicStroke(result.id().startsWith("akin") ? 3.5f : 1.5f));
      }
    }
    if (empty) {
      throw new IllegalArgumentException("nothing to draw: no contestant reached any recall");
    }
    return chart;
  }
}
