/**
 * Transformer models as people have them on disk, run by ONNX Runtime: {@link
 * dev.akin.embedders.onnx.ModelDirectory} reads the layouts into an {@link
 * dev.akin.embedders.onnx.OnnxTextModel}, {@link dev.akin.embedders.onnx.OnnxTextEmbedder} runs it.
 * Nothing is ever downloaded.
 */
package dev.akin.embedders.onnx;
