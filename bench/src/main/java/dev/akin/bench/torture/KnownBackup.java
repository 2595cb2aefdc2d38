package dev.akin.bench.torture;

import dev.akin.bench.torture.ExpectedRecords.State;
import java.util.List;

/**
 * A backup that was acknowledged.
 *
 * @param id of the backup
 * @param began what was expected of each subject before the call
 * @param ended the same when it had returned
 */
record KnownBackup(int id, List<List<State>> began, List<List<State>> ended) {}
