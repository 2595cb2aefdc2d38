package dev.akin.cli.quickstart;

import java.util.List;

/** The queries that quickstart shows: none shares a word with the gloss that answers it best. */
public final class Questions {
  /** In the order they are asked. */
  public static final List<String> ALL =
      List.of("tooth doctor", "become angry", "frozen rain", "person who writes novels");

  private Questions() {}
}
