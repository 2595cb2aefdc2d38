package dev.akin.bench.torture;

import java.util.List;

/**
 * A write that the server does whole or not at all.
 *
 * @param ids that it changes, each once
 * @param delete whether it deletes them
 */
record Change(List<Integer> ids, boolean delete) {
  Change {
    ids = List.copyOf(ids);
  }
}
