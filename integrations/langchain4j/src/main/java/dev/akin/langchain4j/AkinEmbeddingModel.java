package dev.akin.langchain4j;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.ModelInfo;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * A model that a database hosts, in this process or on its server. Texts are embedded as records
 * are, or, from {@link #forQueries()}, as queries; for many models that is the same. Safe for any
 * number of threads; the caller closes the database.
 */
public final class AkinEmbeddingModel implements EmbeddingModel {
  private final Database database;
  private final ModelInfo model;
  private final EmbedOptions options;

  private AkinEmbeddingModel(Database database, ModelInfo model, EmbedOptions options) {
    this.database = database;
    this.model = model;
    this.options = options;
  }

  /**
   * A model of a database.
   *
   * @param name as {@link Database#models()} has it
   * @throws AkinException.NotFound if there is none of this name
   */
  public static AkinEmbeddingModel of(Database database, String name) {
    return new AkinEmbeddingModel(database, database.model(name), EmbedOptions.DOCUMENT);
  }

  /** The same model, embedding texts as queries. */
  public AkinEmbeddingModel forQueries() {
    return new AkinEmbeddingModel(database, model, EmbedOptions.QUERY);
  }

  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
    List<Embedding> embeddings = new ArrayList<>(segments.size());
    for (int from = 0; from < segments.size(); from += Collection.MAX_BATCH) {
      int to = Math.min(segments.size(), from + Collection.MAX_BATCH);
      List<Input> inputs =
          segments.subList(from, to).stream().map(it -> Input.text(it.text())).toList();
      database
          .embed(model.name(), inputs, options)
          .forEach(it -> embeddings.add(Embedding.from(it)));
    }
    return Response.from(embeddings);
  }

  @Override
  public int dimension() {
    return model.dimension();
  }

  @Override
  public String modelName() {
    return model.name();
  }
}
