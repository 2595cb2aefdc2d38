package dev.akin.server;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file system in memory that one process sees at a directory, as small as one likes: it is
 * mounted in a namespace of that process (Linux's {@code unshare}), so nothing is left when the
 * process has ended. Takes root, or a kernel that lets everyone make user namespaces.
 */
final class SmallDisk {
  private static final int CHUNK = 1 << 16;

  private final Path directory;
  private final int mebibytes;
  private final List<String> unshare;

  private SmallDisk(Path directory, int mebibytes, List<String> unshare) {
    this.directory = directory;
    this.mebibytes = mebibytes;
    this.unshare = unshare;
  }

  /**
   * A disk that is to appear at a directory.
   *
   * <p>Where none can be made, the test is skipped: no installation gives a machine the right to
   * mount.
   */
  static SmallDisk at(Path directory, int mebibytes) throws IOException, InterruptedException {
    for (String flags : List.of("-m", "-rm")) {
      SmallDisk disk = new SmallDisk(directory, mebibytes, List.of("unshare", flags));
      if (disk.works()) {
        return disk;
      }
    }
    return abort("no file system can be mounted: it takes root or user namespaces, and unshare");
  }

  private boolean works() throws InterruptedException {
    try {
      List<String> command = new ArrayList<>(through());
      command.add("true");
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    }
  }

  /** What to start the process through. */
  List<String> through() {
    return List.of(
        unshare.get(0),
        unshare.get(1),
        "sh",
        "-c",
        "mount -t tmpfs -o size=" + mebibytes + "m tmpfs \"$0\" && exec \"$@\"",
        directory.toString());
  }

  /** The directory as the process sees it. */
  private Path seenBy(ServerProcess process) {
    return Path.of("/proc", Long.toString(process.pid()), "root")
        .resolve(directory.toString().substring(1));
  }

  /** Takes all space but this much. */
  void fill(ServerProcess process, long left) throws IOException {
    byte[] zeros = new byte[CHUNK];
    try (OutputStream out = Files.newOutputStream(filler(process))) {
      while (usable(process) >= left + CHUNK) {
        out.write(zeros);
      }
    }
  }

  /** Gives back of the space that was taken until there is this much. */
  void free(ServerProcess process, long space) throws IOException {
    try (FileChannel file = FileChannel.open(filler(process), StandardOpenOption.WRITE)) {
      file.truncate(Math.max(0, file.size() - (space - usable(process))));
    }
  }

  private Path filler(ServerProcess process) {
    return seenBy(process).resolve("filler");
  }

  private long usable(ServerProcess process) throws IOException {
    return Files.getFileStore(seenBy(process)).getUsableSpace();
  }
}
