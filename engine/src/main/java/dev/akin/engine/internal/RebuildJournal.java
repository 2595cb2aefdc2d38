package dev.akin.engine.internal;

import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.FileStamp;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link Rebuild} has finished, on disk, so that the next process can go on with it. It lies
 * beside the files that it is about, and is replaced as a whole: what it says was on disk before it
 * said so. What it does not say, or what is not as it says, is made anew. For one thread.
 */
final class RebuildJournal {
  private static final Logger LOG = LoggerFactory.getLogger(RebuildJournal.class);
  private static final String PLAN = "journal.plan";
  private static final String PIECES = "journal.pieces";
  private static final String RUN = "journal.run";
  private static final int PIECE_LENGTH = 4;
  private static final int RUN_LENGTH = 3;

  private final Path directory;
  private final FileStamp planStamp;
  private final RebuildPlan plan;
  private final List<Piece> pieces = new ArrayList<>();
  private final long startedAt = System.nanoTime();
  private final Duration before;
  private final int threads;

  /** Processes that have worked on it since a piece was finished last. */
  private int attempts;

  private RebuildJournal(Path directory, FileStamp planStamp, RebuildPlan plan, Entries entries) {
    this.directory = directory;
    this.planStamp = planStamp;
    this.plan = plan;
    this.before = entries.spent();
    this.threads = entries.threads();
    this.attempts = entries.attempts() + 1;
    this.pieces.addAll(entries.pieces());
  }

  /** How much of a vector is finished. */
  enum Kind {
    /** The rows are in the vector's file, the index not. */
    ROWS(0),
    /** A part of the graph is in a file of its own. */
    GRAPH(1),
    /** The vector's file is what it is to be. */
    WHOLE(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    static Optional<Kind> of(long code) {
      return Arrays.stream(values()).filter(it -> it.code == code).findFirst();
    }
  }

  /** Something finished. */
  private record Piece(int vectorId, Kind kind, FileStamp stamp) {}

  /** What the file says. */
  private record Entries(
      FileStamp plan, List<Piece> pieces, Duration spent, int attempts, int threads) {}

  /**
   * How a rebuild was left.
   *
   * @param attempts processes that have worked on it since a piece was finished last
   * @param threads that were asked for
   */
  record Left(int attempts, int threads) {}

  /**
   * Begins one, in an empty directory.
   *
   * @param threads that were asked for
   */
  static RebuildJournal begin(Path directory, RebuildPlan plan, int threads) {
    FileStamp stamp = plan.write(planFile(directory));
    Entries none = new Entries(stamp, List.of(), Duration.ZERO, 0, threads);
    RebuildJournal journal = new RebuildJournal(directory, stamp, plan, none);
    journal.write();
    return journal;
  }

  /** The one that another process, or an opening before, has left; empty if it cannot be read. */
  static Optional<RebuildJournal> resume(Path directory) {
    Optional<RebuildJournal> journal = read(directory);
    journal.ifPresent(RebuildJournal::write);
    return journal;
  }

  private static Optional<RebuildJournal> read(Path directory) {
    if (!Files.exists(journalFile(directory))) {
      return Optional.empty();
    }
    try {
      Entries entries = entries(journalFile(directory));
      RebuildPlan plan = RebuildPlan.read(planFile(directory), entries.plan());
      return Optional.of(new RebuildJournal(directory, entries.plan(), plan, entries));
    } catch (CorruptIndexFileException | UncheckedIOException e) {
      LOG.warn("what is left of an optimization is not usable: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** How it was left; empty if that cannot be read. */
  static Optional<Left> left(Path directory) {
    if (!Files.exists(journalFile(directory))) {
      return Optional.empty();
    }
    try {
      Entries entries = entries(journalFile(directory));
      return Optional.of(new Left(entries.attempts(), entries.threads()));
    } catch (CorruptIndexFileException | UncheckedIOException e) {
      LOG.warn("what is left of an optimization is not usable: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Deletes what a checkpoint does not need of the files of a rebuild, as far as it can be. */
  static void clear(Path directory) {
    try (var files = Files.newDirectoryStream(directory, "{journal,plan,graph}*")) {
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn("cannot tidy up {}: {}", directory, e.toString());
    }
  }

  private static Path planFile(Path directory) {
    return directory.resolve("plan.akn");
  }

  private static Path journalFile(Path directory) {
    return directory.resolve("journal.akn");
  }

  /** Where the part of a vector's graph is that was finished last. */
  Path graphFile(int vectorId) {
    return directory.resolve("graph-" + vectorId + ".akn");
  }

  /** Where a vector's rows and then its index go. */
  Path vectorFile(int vectorId) {
    return Checkpoints.vectorFile(directory, vectorId);
  }

  Path directory() {
    return directory;
  }

  RebuildPlan plan() {
    return plan;
  }

  /** How long processes before this one have worked on it. */
  Duration before() {
    return before;
  }

  /** Whether so much of a vector is finished, and which file it is. */
  Optional<FileStamp> finished(int vectorId, Kind kind) {
    return pieces.stream()
        .filter(piece -> piece.vectorId() == vectorId && piece.kind() == kind)
        .map(Piece::stamp)
        .findFirst();
  }

  /** Notes that so much is finished, and on disk. */
  void finished(int vectorId, Kind kind, FileStamp stamp) {
    pieces.removeIf(
        piece -> piece.vectorId() == vectorId && (piece.kind() == kind || kind == Kind.WHOLE));
    pieces.add(new Piece(vectorId, kind, stamp));
    attempts = 1;
    write();
  }

  /** Notes that this process ends, and not for what it did here. */
  void leave() {
    attempts = 0;
    write();
  }

  /** Notes that nothing of a vector is finished after all. */
  void unfinished(int vectorId) {
    pieces.removeIf(piece -> piece.vectorId() == vectorId);
    write();
  }

  private void write() {
    Path next = directory.resolve("journal-next.akn");
    long[] numbers = new long[PIECE_LENGTH * pieces.size()];
    int at = 0;
    for (Piece piece : pieces) {
      numbers[at++] = piece.vectorId();
      numbers[at++] = piece.kind().code;
      numbers[at++] = piece.stamp().length();
      numbers[at++] = piece.stamp().checksum();
    }
    try (IndexFileWriter out = new IndexFileWriter(next)) {
      out.longs(PLAN, new long[] {planStamp.length(), planStamp.checksum()});
      out.longs(PIECES, numbers);
      out.longs(RUN, new long[] {before.toMillis() + millis(), attempts, threads});
      out.finish();
    }
    try {
      Files.move(next, journalFile(directory), StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long millis() {
    return Duration.ofNanos(System.nanoTime() - startedAt).toMillis();
  }

  private static Entries entries(Path path) {
    try (IndexFile file = IndexFile.open(path)) {
      long[] plan = file.longs(PLAN);
      long[] numbers = file.longs(PIECES);
      long[] run = file.longs(RUN);
      if (plan.length != 2 || numbers.length % PIECE_LENGTH != 0 || run.length != RUN_LENGTH) {
        throw new CorruptIndexFileException(path, 0, "sections are not as long as they should be");
      }
      List<Piece> pieces = new ArrayList<>();
      for (int i = 0; i < numbers.length; i += PIECE_LENGTH) {
        long offset = file.offset(PIECES) + 8L * i;
        Kind kind =
            Kind.of(numbers[i + 1])
                .orElseThrow(() -> new CorruptIndexFileException(path, offset, "no kind of piece"));
        pieces.add(
            new Piece((int) numbers[i], kind, new FileStamp(numbers[i + 2], (int) numbers[i + 3])));
      }
      return new Entries(
          new FileStamp(plan[0], (int) plan[1]),
          pieces,
          Duration.ofMillis(Math.max(0, run[0])),
          (int) run[1],
          (int) run[2]);
    }
  }
}
