package dev.akin.bench.embed;

import java.util.List;

/** A text model as a program would use it. */
interface TextModel extends AutoCloseable {
  /** The library's name. */
  String name();

  /** All texts in one call, in order. */
  List<float[]> embedAll(List<String> texts);

  /** One text. */
  float[] embed(String text);

  @Override
  void close();
}
