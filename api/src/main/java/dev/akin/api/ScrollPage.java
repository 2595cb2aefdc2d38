package dev.akin.api;

import java.util.List;
import java.util.Optional;

/**
 * A page of records.
 *
 * @param records of this page, in the order of the scroll
 * @param next the cursor of the next page, empty after the last one
 */
public record ScrollPage(List<Record> records, Optional<String> next) {
  /** Copies the list. */
  public ScrollPage {
    records = List.copyOf(records);
  }
}
