package dev.akin.bench.torture;

import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.bench.serve.ServedProcess;
import dev.akin.client.RemoteDatabase;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An archive of the classes that a server loads (JEP 350), with which it starts in half the time.
 * Made by a first server, which does a little of everything.
 */
final class StartupArchive {
  private StartupArchive() {}

  /**
   * The flags for those that come after.
   *
   * @param folder where the archive is to lie
   * @param flags of the JVM, which those must have, too
   * @return the same if the JVM could not make an archive, as of classes that lie in a directory
   */
  static List<String> with(Path folder, List<String> flags) throws IOException {
    Path archive = folder.resolve("server.jsa");
    List<String> making = new ArrayList<>(flags);
    making.add("-XX:ArchiveClassesAtExit=" + archive);
    try (ServedProcess server =
            ServedProcess.start(
                folder.resolve("rehearsal"),
                making,
                List.of("--backup-dir", folder.resolve("rehearsal-backups").toString()),
                Redirect.DISCARD);
        Database database = RemoteDatabase.connect(server.target())) {
      Collection c = database.createCollection("c", CollectionSpec.ofDimension(2));
      c.upsert(Record.of(1).vector(1, 2), Record.of(2).vector(3, 4));
      c.search(Query.vector(1, 2));
      c.delete(Record.of(1).id());
      c.checkpoint();
      c.optimize();
      database.backups().create();
    }
    if (!Files.isRegularFile(archive)) {
      return flags;
    }
    List<String> using = new ArrayList<>(flags);
    using.add("-XX:SharedArchiveFile=" + archive);
    return using;
  }
}
