package dev.akin.contract;

import dev.akin.api.Database;
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
        SearchContract,
        QuantizerContract,
        FilterContract,
        ScrollContract,
        OptimizeContract,
        WriterContract,
        ConcurrencyContract {
  @TempDir private Path directory;
  private Database database;

  @TempDir private Path models;

  /**
   * Opens a database whose {@code close} frees the directory.
   *
   * @param models from which models may be added
   */
  protected abstract Database open(Path dir, Path models);

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
    database = open(directory, models);
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
    database = open(directory, models);
    return database;
  }
}
