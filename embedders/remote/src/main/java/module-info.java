/** Models behind the OpenAI embeddings API. */
module dev.akin.embedders.remote {
  requires transitive dev.akin.embedders;
  requires com.fasterxml.jackson.databind;
  requires dev.failsafe.core;
  requires java.net.http;
  requires org.slf4j;

  exports dev.akin.embedders.remote;

  provides dev.akin.embedders.EmbedderProvider with
      dev.akin.embedders.remote.OpenAiProvider;
}
