package dev.akin.bench.embed;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.util.List;

/** The same ONNX file and tokenizer run by langchain4j, with a thread per core as it has it. */
final class LangChainTextModel implements TextModel {
  private final AllMiniLmL6V2QuantizedEmbeddingModel model =
      new AllMiniLmL6V2QuantizedEmbeddingModel();

  @Override
  public String name() {
    return "langchain4j AllMiniLmL6V2Quantized";
  }

  @Override
  public List<float[]> embedAll(List<String> texts) {
    return model.embedAll(texts.stream().map(TextSegment::from).toList()).content().stream()
        .map(Embedding::vector)
        .toList();
  }

  @Override
  public float[] embed(String text) {
    return model.embed(text).content().vector();
  }

  @Override
  public void close() {
    // It has nothing to let go of: the session lives as long as the process.
  }
}
