package dev.akin.contract;

import dev.akin.api.Database;
import dev.akin.engine.EmbeddedOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The whole contract. A subclass says how a database on a directory is opened. */
public abstract class DatabaseContract
    implements CollectionsContract,
        EmbeddingContract,
        RecordsContract,
        UpdateContract,
        ExpiryContract,
        SearchContract,
        GroupContract,
        ExplainContract,
        RerankContract,
        QuantizerContract,
        FilterContract,
        FacetContract,
        FullTextContract,
        SparseContract,
        ScrollContract,
        OptimizeContract,
        AliasContract,
        AlterContract,
        ReembedContract,
        WriterContract,
        DocumentsContract,
        ConcurrencyContract,
        CopiesContract,
        BackupContract {
  @TempDir private Path directory;
  private final ManualClock clock = new ManualClock();
  private Database database;

  @TempDir private Path models;

  /**
   * Opens a database whose {@code close} frees the directory.
   *
   * @param models from which models may be added
   */
  protected abstract Database open(Path dir, EmbeddedOptions options, Path models);

  /** Where models may be added from. */
  protected final Path models() {
    return models;
  }

  /** How a file among the models is named. */
  protected abstract String modelPath(Path models, String file);

  @Override
  public String modelFile(String name) {
    try {
      Files.createFile(models.resolve(name));
      return modelPath(models, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void openDatabase() {
    database = open(data(), options(), models);
  }

  private Path data() {
    return directory.resolve("data");
  }

  private EmbeddedOptions options() {
    return EmbeddedOptions.DEFAULTS.withBackupDirectory(backupDirectory()).withClock(clock);
  }

  @Override
  public Path backupDirectory() {
    return directory.resolve("backups");
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Override
  public ManualClock clock() {
    return clock;
  }

  @Override
  public Database db() {
    return database;
  }

  @Override
  public Database open(Path dir) {
    return open(dir, EmbeddedOptions.DEFAULTS, models);
  }

  @Override
  public Database restart() {
    database.close();
    database = open(data(), options(), models);
    return database;
  }
}
