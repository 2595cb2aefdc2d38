package dev.akin.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.util.List;
import java.util.function.Function;

/** Tables for people: a header, a rule, a row per item; long cells are cut with an ellipsis. */
final class Tables {
  private Tables() {}

  /** A column of text, cut at {@code width} characters. */
  static <T> ColumnData<T> text(String header, int width, Function<T, String> value) {
    return column(header, HorizontalAlign.LEFT)
        .maxWidth(width, OverflowBehaviour.ELLIPSIS_RIGHT)
        .with(row -> printable(value.apply(row)));
  }

  /** A column of numbers. */
  static <T> ColumnData<T> number(String header, Function<T, String> value) {
    return column(header, HorizontalAlign.RIGHT).with(value);
  }

  private static Column column(String header, HorizontalAlign align) {
    return new Column().header(header).headerAlign(HorizontalAlign.LEFT).dataAlign(align);
  }

  /** The table. */
  static <T> String of(List<T> rows, List<ColumnData<T>> columns) {
    return AsciiTable.builder()
        .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
        .lineSeparator("\n")
        .data(rows, columns)
        .asString();
  }

  /** On one line, without the control characters by which data could steer a terminal. */
  static String printable(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return line.toString();
  }
}
