/** The default text model, all-MiniLM-L6-v2. */
module dev.akin.embedders.minilm {
  requires transitive dev.akin.embedders;
  requires dev.akin.embedders.onnx;
  requires langchain4j.embeddings.all.minilm.l6.v2.q;

  exports dev.akin.embedders.minilm;

  provides dev.akin.embedders.EmbedderProvider with
      dev.akin.embedders.minilm.MiniLmProvider;
}
