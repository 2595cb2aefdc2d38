package dev.akin.engine.internal;

import dev.akin.api.FilterStats;
import dev.akin.index.OrdinalSet;
import java.util.Set;

/**
 * What a filter lets through.
 *
 * @param matches live ordinals
 * @param stats what it took
 * @param estimated live records that payload indexes and ids alone let through
 * @param indexes fields whose payload indexes were used
 * @param fields that were looked at in the records read
 */
record CompiledFilter(
    OrdinalSet matches,
    FilterStats stats,
    long estimated,
    Set<String> indexes,
    Set<String> fields) {}
