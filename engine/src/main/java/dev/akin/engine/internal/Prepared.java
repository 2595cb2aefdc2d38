package dev.akin.engine.internal;

import dev.akin.api.Record;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.StagedPart;
import java.util.List;

/**
 * Records as they are to be stored.
 *
 * @param meta of the collection for which they were prepared
 * @param records each with its vectors, and the sources that are kept
 * @param staged what each has of the target of a change under way, in the same order
 */
record Prepared(CollectionMeta meta, List<Record> records, List<StagedPart> staged) {}
