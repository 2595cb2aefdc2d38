package dev.akin.bench;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Tables of figures: names to the left, numbers to the right. */
public final class ReportTable {
  private ReportTable() {}

  /** A column of names. */
  public static <T> ColumnData<T> name(String header, Function<T, String> value) {
    return column(header, HorizontalAlign.LEFT).with(value);
  }

  /** A column of numbers that are text already. */
  public static <T> ColumnData<T> number(String header, Function<T, String> value) {
    return column(header, HorizontalAlign.RIGHT).with(value);
  }

  /** A column of numbers in one format of {@link String#format}. */
  public static <T> ColumnData<T> number(String header, String format, ToDoubleFunction<T> value) {
    return number(header, row -> String.format(Locale.ROOT, format, value.applyAsDouble(row)));
  }

  /** The table, without a line break at its end. */
  public static <T> String of(List<T> rows, List<ColumnData<T>> columns) {
    return AsciiTable.builder()
        .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
        .lineSeparator("\n")
        .data(rows, columns)
        .asString();
  }

  private static Column column(String header, HorizontalAlign align) {
    return new Column().header(header).headerAlign(HorizontalAlign.LEFT).dataAlign(align);
  }
}
