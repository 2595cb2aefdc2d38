/** Transformer models through ONNX Runtime. */
module dev.akin.embedders.onnx {
  requires transitive dev.akin.embedders;
  requires ai.djl.tokenizers;
  requires com.fasterxml.jackson.databind;
  requires com.microsoft.onnxruntime;
  requires java.desktop;
  requires org.slf4j;

  exports dev.akin.embedders.onnx;

  uses javax.imageio.spi.ImageReaderSpi;

  provides dev.akin.embedders.EmbedderProvider with
      dev.akin.embedders.onnx.OnnxEmbedderProvider;
}
