package dev.akin.engine.internal;

import dev.akin.api.FilterStats;
import dev.akin.index.OrdinalSet;

/**
 * What a filter lets through.
 *
 * @param matches live ordinals
 * @param stats what it took
 */
record CompiledFilter(OrdinalSet matches, FilterStats stats) {}
