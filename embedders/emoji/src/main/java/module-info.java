/** A small dual encoder of emoji pictures and text. */
module dev.akin.embedders.emoji {
  requires transitive dev.akin.embedders;
  requires dev.akin.embedders.onnx;

  exports dev.akin.embedders.emoji;

  provides dev.akin.embedders.EmbedderProvider with
      dev.akin.embedders.emoji.EmojiProvider;
}
