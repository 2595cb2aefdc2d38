package dev.akin.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.HistogramType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.Statistics;
import org.rocksdb.StatsLevel;
import org.rocksdb.WALRecoveryMode;

/**
 * How RocksDB is set up: for a machine with little memory, most of which the vector indexes need.
 * Owns the native options; closed after the database.
 */
final class RocksOptions implements AutoCloseable {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  /** Capacity of the cache of blocks, in bytes. */
  static final long BLOCK_CACHE = 96 * MIB;

  /** What all memtables together may take, in bytes. */
  static final long MEMTABLES = 64 * MIB;

  private static final long WAL = 128 * MIB;
  private static final int BLOOM_BITS_PER_KEY = 10;

  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final Map<Family, ColumnFamilyOptions> families = new EnumMap<>(Family.class);
  private final Statistics statistics;
  private final DBOptions db;

  RocksOptions(boolean create) {
    RocksDB.loadLibrary();
    LRUCache cache = own(new LRUCache(BLOCK_CACHE));
    BloomFilter bloom = own(new BloomFilter(BLOOM_BITS_PER_KEY));
    for (Family family : Family.values()) {
      families.put(family, own(family(family, cache, bloom)));
    }
    // Counting costs little; timing every step, for the histograms, would not.
    statistics = own(new Statistics(EnumSet.allOf(HistogramType.class)));
    statistics.setStatsLevel(StatsLevel.EXCEPT_DETAILED_TIMERS);
    db = own(database(create).setStatistics(statistics));
  }

  /** What RocksDB counts. */
  Statistics statistics() {
    return statistics;
  }

  DBOptions db() {
    return db;
  }

  ColumnFamilyOptions of(Family family) {
    return families.get(family);
  }

  private static DBOptions database(boolean create) {
    // These have no setters in Java. With the first RocksDB notices when a log that was synced is
    // missing or short, with the second also when the manifest has lost its end, and so knows of
    // neither the log nor the file into which it was flushed.
    Properties byName = new Properties();
    byName.setProperty("track_and_verify_wals_in_manifest", "true");
    byName.setProperty("track_and_verify_wals", "true");
    return DBOptions.getDBOptionsFromProps(byName)
        .setCreateIfMissing(create)
        .setCreateMissingColumnFamilies(create)
        // Tolerates a last record that is incomplete, as a kill or a loss of power leaves it; any
        // other damage to the log fails the open. The default, point-in-time recovery, would open
        // with everything after the damage silently gone, acknowledged or not. Logs are not
        // recycled, so the end of a log is never an older log's record.
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setRecycleLogFileNum(0)
        .setMaxBackgroundJobs(2)
        .setBytesPerSync(MIB)
        .setWalBytesPerSync(MIB)
        .setDbWriteBufferSize(MEMTABLES)
        .setMaxTotalWalSize(WAL)
        .setMaxOpenFiles(1000)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(4 * MIB)
        .setKeepLogFileNum(4);
  }

  private static ColumnFamilyOptions family(Family family, LRUCache cache, BloomFilter bloom) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setFormatVersion(6)
            .setBlockSize(16 * KIB);
    ColumnFamilyOptions options =
        new ColumnFamilyOptions()
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setWriteBufferSize(8 * MIB);
    switch (family) {
      case CATALOG -> options.setWriteBufferSize(MIB);
      // Asked for what is not there: every new id.
      case IDS -> table.setFilterPolicy(bloom);
      case RECORDS -> {
        table.setFilterPolicy(bloom);
        options.setWriteBufferSize(16 * MIB);
      }
      case CHANGES -> {}
      case EXPIRIES -> options.setWriteBufferSize(4 * MIB);
      case SOURCES -> {
        // Images and long texts are not rewritten by compactions.
        options.setWriteBufferSize(16 * MIB);
        blobs(options, 4 * KIB, CompressionType.LZ4_COMPRESSION);
      }
      case VECTORS -> {
        // Floats do not compress.
        options.setWriteBufferSize(32 * MIB).setCompressionType(CompressionType.NO_COMPRESSION);
        blobs(options, KIB, CompressionType.NO_COMPRESSION);
      }
    }
    return options.setTableFormatConfig(table);
  }

  private static void blobs(ColumnFamilyOptions options, long minSize, CompressionType type) {
    options
        .setEnableBlobFiles(true)
        .setMinBlobSize(minSize)
        .setBlobFileSize(256 * MIB)
        .setBlobCompressionType(type)
        .setEnableBlobGarbageCollection(true)
        .setBlobGarbageCollectionForceThreshold(0.5)
        .setBlobCompactionReadaheadSize(2 * MIB);
  }

  private <T extends AutoCloseable> T own(T resource) {
    owned.push(resource);
    return resource;
  }

  @Override
  public void close() {
    for (AutoCloseable resource : owned) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new IllegalStateException("cannot close " + resource, e);
      }
    }
    owned.clear();
  }
}
