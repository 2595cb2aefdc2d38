package dev.akin.cli;

import dev.akin.api.Alteration;
import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.Record;
import dev.akin.api.VectorInfo;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.QuantizerConfig;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code akin alter NAME}. */
@Command(
    name = "alter",
    description = {
      "Change a collection's index or quantizer while it is in use, add a vector or drop one.",
      "Searches and writes go on as before until all is there. Ctrl-C only ends the command: the"
          + " alteration goes on, after a restart too."
    })
final class AlterCommand extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The collection.")
  private String name;

  @Option(
      names = {"--vector-name", "--vector"},
      paramLabel = "VECTOR",
      description = "The vector whose index is changed (default: ${DEFAULT-VALUE}).",
      defaultValue = Record.DEFAULT_VECTOR)
  private String vectorName;

  @ArgGroup private Other other;

  /** What to do instead of changing an index; at most one. */
  static final class Other {
    @Option(
        names = "--add",
        paramLabel = "VECTOR",
        description = "Add a vector; what it is say the options that create has.")
    private String add;

    @Option(names = "--drop", paramLabel = "VECTOR", description = "Drop a vector.")
    private String drop;

    @Option(
        names = "--cancel",
        description = "Give up the alteration that is under way; all is then as before it.")
    private boolean cancel;
  }

  @Option(
      names = "--from",
      paramLabel = "VECTOR",
      description =
          "With --add: make the new vectors of the records that are there out of the kept texts or"
              + " images of this one.")
  private String from;

  @Option(
      names = "--skip-missing",
      description = "With --from: records that have no text or image go without the vector.")
  private boolean skipMissing;

  @Mixin private VectorOptions options;

  @Override
  int run(Database database) {
    Collection collection = database.collection(name);
    boolean adds = other != null && other.add != null;
    if (!adds && (from != null || skipMissing || options.tellMoreThanTheIndex())) {
      throw usage(
          "Of the vector that is there only --index, --quantizer and their parameters can be"
              + " changed; akin reembed changes its model, dimension and metric");
    }
    if (other == null) {
      return Alterations.follow(this, collection, index(collection));
    }
    if (adds) {
      VectorSpec spec = options.spec(spec().commandLine());
      return Alterations.follow(
          this,
          collection,
          new Alteration.AddVector(other.add, spec, Optional.ofNullable(from), skipMissing));
    }
    return other.cancel
        ? Alterations.cancel(this, collection)
        : Alterations.follow(this, collection, new Alteration.DropVector(other.drop));
  }

  private Alteration index(Collection collection) {
    VectorInfo there = collection.info().vectors().get(vectorName);
    VectorSpec spec = there == null ? VectorSpec.ofDimension(1) : there.spec();
    Optional<IndexConfig> index = options.index(spec().commandLine(), spec.index());
    Optional<QuantizerConfig> quantizer = options.quantizer(spec().commandLine(), spec.quantizer());
    if (index.isEmpty() && quantizer.isEmpty()) {
      throw usage("Missing option: --index, --quantizer, --add, --drop or --cancel");
    }
    return new Alteration.Index(vectorName, index, quantizer);
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec().commandLine(), message);
  }
}
