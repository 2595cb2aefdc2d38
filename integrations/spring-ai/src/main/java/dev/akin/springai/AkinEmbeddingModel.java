package dev.akin.springai;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.ModelInfo;
import java.util.ArrayList;
import java.util.List;
import org.springframework.ai.document.Document;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.embedding.AbstractEmbeddingModel;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

/**
 * A model that a database hosts, in this process or on its server. Documents are embedded as
 * records are, single texts as queries; for many models that is the same. Safe for any number of
 * threads; the caller closes the database.
 */
public final class AkinEmbeddingModel extends AbstractEmbeddingModel {
  private final Database database;
  private final ModelInfo model;

  /**
   * A model of a database.
   *
   * @param name as {@link Database#models()} has it
   * @throws AkinException.NotFound if there is none of this name
   */
  public AkinEmbeddingModel(Database database, String name) {
    this.database = database;
    this.model = database.model(name);
  }

  @Override
  public EmbeddingResponse call(EmbeddingRequest request) {
    List<float[]> vectors = embed(request.getInstructions(), EmbedOptions.DOCUMENT);
    List<Embedding> embeddings = new ArrayList<>(vectors.size());
    for (int i = 0; i < vectors.size(); i++) {
      embeddings.add(new Embedding(vectors.get(i), i));
    }
    return new EmbeddingResponse(embeddings);
  }

  @Override
  public float[] embed(String text) {
    return embed(List.of(text), EmbedOptions.QUERY).getFirst();
  }

  @Override
  public float[] embed(Document document) {
    String text = document.getFormattedContent(MetadataMode.EMBED);
    return embed(List.of(text), EmbedOptions.DOCUMENT).getFirst();
  }

  private List<float[]> embed(List<String> texts, EmbedOptions options) {
    List<float[]> vectors = new ArrayList<>(texts.size());
    for (int from = 0; from < texts.size(); from += Collection.MAX_BATCH) {
      int to = Math.min(texts.size(), from + Collection.MAX_BATCH);
      List<Input> inputs = texts.subList(from, to).stream().map(Input::text).toList();
      vectors.addAll(database.embed(model.name(), inputs, options));
    }
    return vectors;
  }

  @Override
  public int dimensions() {
    return model.dimension();
  }
}
