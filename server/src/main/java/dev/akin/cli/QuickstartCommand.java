package dev.akin.cli;

import dev.akin.api.AkinException;
import dev.akin.api.Database;
import dev.akin.api.Hit;
import dev.akin.api.Query;
import dev.akin.api.Value;
import dev.akin.cli.format.IdText;
import dev.akin.cli.quickstart.EmojiImport;
import dev.akin.cli.quickstart.Gloss;
import dev.akin.cli.quickstart.GlossImport;
import dev.akin.cli.quickstart.Questions;
import dev.akin.cli.quickstart.WordNet;
import dev.akin.embedders.emoji.EmojiPicture;
import dev.akin.server.ServerOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code akin quickstart}: the main job on real text, then a server on the data. */
@Command(
    name = "quickstart",
    description = {
      "Put glosses of WordNet into a collection, search them by meaning,",
      "and serve them until Ctrl-C. A second run finds the data and imports nothing."
    })
final class QuickstartCommand implements Callable<Integer> {
  private static final int HITS = 3;
  private static final int LEMMA_WIDTH = 24;
  private static final int GLOSS_WIDTH = 90;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the data is kept (default: ~/.local/share/akin/quickstart).")
  private Path data;

  @Option(
      names = "--images",
      description = "Take pictures of emoji instead, and find them by text.")
  private boolean images;

  @Option(
      names = "--records",
      paramLabel = "N",
      description =
          "Glosses or pictures to take; there are 117,791 and 1,911 (default: ${DEFAULT-VALUE}).",
      defaultValue = "2000")
  private int records;

  @Option(names = "--no-serve", description = "End after the searches.")
  private boolean noServe;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The server's port (default: ${DEFAULT-VALUE}).",
      defaultValue = "6430")
  private int port;

  @Override
  public Integer call() throws InterruptedException {
    if (records < 1) {
      throw new AkinException.InvalidArgument("records must be at least 1: " + records);
    }
    Path directory = data == null ? defaultData() : data;
    try (Database database = Databases.embedded(directory)) {
      if (images) {
        fillPictures(database, directory);
        EmojiImport.QUESTIONS.forEach(question -> askForPictures(database, question));
      } else {
        fill(database, directory);
        Questions.ALL.forEach(question -> ask(database, question));
      }
      if (!noServe) {
        Serving.run(database, ServerOptions.DEFAULTS.port(port), out(), whatNext());
      } else {
        out().println("Next, a server on this data:  akin serve --data " + directory);
      }
    }
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static Path defaultData() {
    String xdg = System.getenv("XDG_DATA_HOME");
    Path share =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "share")
            : Path.of(xdg);
    return share.resolve("akin").resolve("quickstart");
  }

  private void fill(Database database, Path directory) {
    long started = System.nanoTime();
    CompletableFuture<List<Gloss>> glosses =
        CompletableFuture.supplyAsync(() -> WordNet.open().spread(records));
    GlossImport job = new GlossImport(database);
    if (job.collection().count() >= Math.min(records, WordNet.SIZE)) {
      out()
          .println(
              "Found " + job.collection().count() + " glosses of WordNet in " + directory + "\n");
      out().flush();
      return;
    }
    List<Gloss> missing = job.missing(glosses.join());
    out().println("Importing " + missing.size() + " glosses of WordNet into " + directory);
    out().flush();
    try (Progress progress = Progress.start("glosses", missing.size(), "", 1)) {
      job.run(missing, progress::at);
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    double model = job.modelNanos() / 1e9;
    out()
        .printf(
            Locale.ROOT,
            "Embedded, stored and indexed %d glosses in %.1f s, %.1f s of it (%.0f %%) in the"
                + " model %s%n%n",
            missing.size(),
            seconds,
            model,
            100 * model / seconds,
            GlossImport.MODEL);
    out().flush();
  }

  private void ask(Database database, String question) {
    List<Hit> hits =
        database.collection(GlossImport.COLLECTION).search(Query.text(question).k(HITS)).hits();
    out().println("akin search " + GlossImport.COLLECTION + " \"" + question + "\"");
    out()
        .println(
            Tables.of(
                hits,
                List.of(
                    Tables.number("score", hit -> String.format(Locale.ROOT, "%.4f", hit.score())),
                    Tables.text("lemma", LEMMA_WIDTH, QuickstartCommand::lemma),
                    Tables.text("gloss", GLOSS_WIDTH, hit -> RecordText.text(hit.record())))));
    out().println();
    out().flush();
  }

  private void fillPictures(Database database, Path directory) {
    long started = System.nanoTime();
    List<EmojiPicture> all = EmojiPicture.all();
    List<EmojiPicture> pictures = all.subList(0, Math.min(records, all.size()));
    EmojiImport job = new EmojiImport(database);
    if (job.collection().count() >= pictures.size()) {
      out().println("Found " + job.collection().count() + " pictures in " + directory + "\n");
      return;
    }
    out().println("Importing " + pictures.size() + " pictures of emoji into " + directory);
    out().flush();
    try (Progress progress = Progress.start("pictures", pictures.size(), "", 1)) {
      job.run(pictures, progress::at);
    }
    out()
        .printf(
            Locale.ROOT,
            "Embedded, stored and indexed %d pictures in %.1f s with the model %s, which knows"
                + " them from other vendors' drawings%n%n",
            pictures.size(),
            (System.nanoTime() - started) / 1e9,
            EmojiImport.MODEL);
    out().flush();
  }

  private void askForPictures(Database database, String question) {
    List<Hit> hits =
        database.collection(EmojiImport.COLLECTION).search(Query.text(question).k(HITS)).hits();
    out().println("akin search " + EmojiImport.COLLECTION + " \"" + question + "\"");
    out()
        .println(
            Tables.of(
                hits,
                List.of(
                    Tables.number("score", hit -> String.format(Locale.ROOT, "%.4f", hit.score())),
                    Tables.text("picture of", GLOSS_WIDTH, hit -> IdText.format(hit.id())),
                    Tables.text("emoji", LEMMA_WIDTH, QuickstartCommand::emoji))));
    out().println();
    out().flush();
  }

  private static String emoji(Hit hit) {
    return hit.record().payload().get(EmojiImport.EMOJI) instanceof Value.Text(String emoji)
        ? emoji
        : "";
  }

  private static String lemma(Hit hit) {
    return hit.record().payload().get(Gloss.LEMMA) instanceof Value.Text(String lemma) ? lemma : "";
  }

  private String whatNext() {
    String server = port == ServerOptions.DEFAULTS.port() ? "" : " --server 127.0.0.1:" + port;
    String collection = images ? EmojiImport.COLLECTION : GlossImport.COLLECTION;
    return "Ctrl-C stops it. In another terminal:\n  akin search "
        + collection
        + (images ? " \"two people dancing\"" : " \"a place to sleep\"")
        + server
        + "\n  akin collections describe "
        + collection
        + server
        + "\n  akin --help";
  }
}
