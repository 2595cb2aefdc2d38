package dev.akin.contract;

import dev.akin.api.Database;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The whole contract. A subclass says how a database on a directory is opened. */
public abstract class DatabaseContract
    implements CollectionsContract,
        EmbeddingContract,
        RecordsContract,
        SearchContract,
        QuantizerContract,
        FilterContract,
        ScrollContract,
        WriterContract,
        ConcurrencyContract {
  @TempDir private Path directory;
  private Database database;

  /** Opens a database whose {@code close} frees the directory. */
  protected abstract Database open(Path dir);

  @BeforeEach
  void openDatabase() {
    database = open(directory);
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Override
  public Database db() {
    return database;
  }

  @Override
  public Database restart() {
    database.close();
    database = open(directory);
    return database;
  }
}
