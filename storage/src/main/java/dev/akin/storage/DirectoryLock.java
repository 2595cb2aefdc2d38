package dev.akin.storage;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock that keeps a directory to one process, and says which one: {@code akin.lock} holds its
 * pid, command and start time. The operating system lets go of it when the process ends, however it
 * ends; what the file says then means nothing.
 */
final class DirectoryLock implements AutoCloseable {
  private static final String FILE = "akin.lock";
  private static final int MAX_COMMAND = 200;

  // Past the text, so that others can read it where locks are mandatory.
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  // A process lets go of all its locks on a file when it closes any channel to it. So the lock
  // file is not touched when this process is the holder.
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param what the directory is, for the message
   * @param wayOut what to do when it is held, for the message
   * @param directory an existing one, as its real path
   * @throws AkinException.FailedPrecondition if it is held, naming the holder
   */
  static DirectoryLock take(String what, String wayOut, Path directory) throws IOException {
    if (!HELD_HERE.add(directory)) {
      throw held(what, wayOut, directory, description());
    }
    FileChannel channel = null;
    try {
      Path file = directory.resolve(FILE);
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
      if (lock == null) {
        throw held(what, wayOut, directory, Files.readString(file, StandardCharsets.UTF_8));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(description().getBytes(StandardCharsets.UTF_8)), 0);
      return new DirectoryLock(directory, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      HELD_HERE.remove(directory);
      throw e;
    }
  }

  private static AkinException held(String what, String wayOut, Path directory, String holder) {
    return new AkinException.FailedPrecondition(
        what
            + " "
            + directory
            + " is in use by another database ("
            + holder.strip().replace("\n", ", ")
            + "); "
            + wayOut);
  }

  private static String description() {
    ProcessHandle process = ProcessHandle.current();
    String command =
        System.getProperty("sun.java.command", process.info().command().orElse("unknown"));
    Instant started = process.info().startInstant().orElseGet(Instant::now);
    return "pid "
        + process.pid()
        + "\ncommand "
        + command.substring(0, Math.min(command.length(), MAX_COMMAND)).replace('\n', ' ')
        + "\nstarted "
        + started.truncatedTo(ChronoUnit.SECONDS)
        + "\n";
  }

  /** Lets go. Idempotent. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      HELD_HERE.remove(directory);
    }
  }
}
