package dev.akin.cli;

import dev.akin.api.AkinException;
import dev.akin.api.Database;
import dev.akin.api.Record;
import dev.akin.api.document.Document;
import dev.akin.api.document.Documents;
import dev.akin.api.document.SentenceSplitter;
import dev.akin.server.json.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akin documents}: the commands about texts that are split into passages. */
@Command(
    name = "documents",
    description = "Put or delete documents: texts of any length, split into passages.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DocumentsCommand.Put.class, DocumentsCommand.Delete.class})
final class DocumentsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which of put or delete?");
  }

  /** {@code akin documents put NAME PATH…}. */
  @Command(
      name = "put",
      description =
          "Insert or replace documents: text files (UTF-8), or all .txt and .md files of"
              + " directories. A document's id is its file's name, or its path within the"
              + " directory.")
  static final class Put extends ClientCommand {
    private static final List<String> ENDINGS = List.of(".txt", ".text", ".md", ".markdown");

    @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
    private String name;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PATH", description = "The files.")
    private List<Path> paths;

    @Option(
        names = "--max-characters",
        paramLabel = "N",
        description = "Characters of a passage at most (default: ${DEFAULT-VALUE}).",
        defaultValue = "" + SentenceSplitter.MAX_CHARACTERS)
    private int maxCharacters;

    @Option(
        names = "--overlap",
        paramLabel = "N",
        description = "Sentences that neighbours share (default: ${DEFAULT-VALUE}).",
        defaultValue = "1")
    private int overlap;

    @Option(
        names = "--language",
        paramLabel = "TAG",
        description = "The language of the texts, such as de (default: none in particular).",
        defaultValue = "und")
    private String language;

    @Option(
        names = "--using",
        paramLabel = "VECTOR",
        description = "The vector that passages are embedded into (default: ${DEFAULT-VALUE}).",
        defaultValue = Record.DEFAULT_VECTOR)
    private String using;

    @Override
    int run(Database database) throws IOException {
      SentenceSplitter splitter =
          new SentenceSplitter(maxCharacters, overlap, Locale.forLanguageTag(language));
      Documents documents = Documents.in(database.collection(name), splitter).using(using);
      Map<String, Path> files = files();
      long passages = 0;
      long done = 0;
      try (Progress progress = Progress.start("put", files.size(), "", 1)) {
        for (Map.Entry<String, Path> file : files.entrySet()) {
          passages += documents.put(Document.of(file.getKey(), read(file.getValue())));
          progress.at(++done);
        }
      } catch (AkinException.InvalidArgument e) {
        throw new AkinException.InvalidArgument(
            e.getMessage() + " (" + done + " documents before it were put)", e);
      }
      print(done, passages);
      return 0;
    }

    private void print(long documents, long passages) {
      out()
          .println(
              json()
                  ? Json.object(
                      json -> {
                        json.writeNumberField("documents", documents);
                        json.writeNumberField("passages", passages);
                      })
                  : "put " + documents + " documents, " + passages + " passages");
    }

    private static String read(Path file) throws IOException {
      try {
        return Files.readString(file);
      } catch (CharacterCodingException e) {
        throw new AkinException.InvalidArgument(file + ": is not UTF-8", e);
      }
    }

    /** Files by the ids of their documents, in the order of their names. */
    private Map<String, Path> files() throws IOException {
      Map<String, Path> files = new LinkedHashMap<>();
      for (Path path : paths) {
        if (!Files.isDirectory(path)) {
          add(files, path.getFileName().toString(), path);
          continue;
        }
        try (Stream<Path> within = Files.walk(path)) {
          List<Path> texts = within.filter(Put::isText).sorted().toList();
          for (Path text : texts) {
            String id = path.relativize(text).toString();
            add(files, id.replace(text.getFileSystem().getSeparator(), "/"), text);
          }
        }
      }
      return files;
    }

    private static void add(Map<String, Path> files, String id, Path file) {
      Path other = files.put(id, file);
      if (other != null) {
        throw new AkinException.InvalidArgument(
            file + " and " + other + " would both be document '" + id + "'");
      }
    }

    private static boolean isText(Path path) {
      String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
      return Files.isRegularFile(path) && ENDINGS.stream().anyMatch(name::endsWith);
    }
  }

  /** {@code akin documents delete NAME ID…}. */
  @Command(name = "delete", description = "Delete documents; unknown ids are passed over.")
  static final class Delete extends ClientCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
    private String name;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ID", description = "The documents.")
    private List<String> ids;

    @Override
    int run(Database database) {
      Documents documents = Documents.in(database.collection(name));
      long deleted = ids.stream().distinct().filter(documents::delete).count();
      out()
          .println(
              json()
                  ? Json.object(json -> json.writeNumberField("deleted", deleted))
                  : "deleted " + deleted + " of " + ids.size());
      return 0;
    }
  }
}
