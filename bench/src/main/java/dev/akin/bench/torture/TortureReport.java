package dev.akin.bench.torture;

import dev.akin.bench.Environment;
import java.util.Map;

/**
 * What a server went through, without a difference from the model.
 *
 * @param environment it ran in
 * @param seed of plan and calls; what coincides with a kill differs from run to run
 * @param kills by SIGKILL
 * @param killsDuring how many of them came while a checkpoint, an optimize or a backup had been
 *     asked for and not answered
 * @param upserts acknowledged calls
 * @param deletes acknowledged calls
 * @param searches that were answered and compared
 * @param maintenance acknowledged calls, by kind
 * @param inFlight writes that were not answered when the server was killed
 * @param inFlightDone of them, those that were found to be done
 * @param backups that were whole at the end
 * @param restartSeconds from start to listening: the median
 * @param slowestRestartSeconds the same: the longest
 * @param seconds in all
 */
public record TortureReport(
    Environment environment,
    long seed,
    int kills,
    Map<String, Integer> killsDuring,
    long upserts,
    long deletes,
    long searches,
    Map<String, Long> maintenance,
    int inFlight,
    int inFlightDone,
    int backups,
    double restartSeconds,
    double slowestRestartSeconds,
    double seconds) {}
