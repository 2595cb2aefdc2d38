/**
 * From an encoded image to the numbers a vision model reads, equal to what Pillow and transformers
 * make of it: {@link dev.akin.embedders.onnx.image.ImageDecoder} decodes, {@link
 * dev.akin.embedders.onnx.image.Resampler} scales, and {@link
 * dev.akin.embedders.onnx.image.ImagePreprocessor} does what a {@code preprocessor_config.json}
 * says.
 */
package dev.akin.embedders.onnx.image;
