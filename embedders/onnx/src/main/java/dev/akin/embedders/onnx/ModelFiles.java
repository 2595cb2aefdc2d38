package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the files of a model are.
 *
 * @param root the model's directory
 * @param transformer the directory of the transformer's own files, often the root
 * @param onnx the model
 * @param tokenizer the {@code tokenizer.json}
 */
record ModelFiles(Path root, Path transformer, Path onnx, Path tokenizer) {
  private static final List<String> PREFERRED =
      List.of("model.onnx", "model_quantized.onnx", "model_int8.onnx", "model_fp16.onnx");

  /**
   * Whether the path looks like a model: an {@code .onnx} file, or a directory with the files of
   * one.
   */
  static boolean accepts(Path path) {
    if (Files.isRegularFile(path)) {
      return path.getFileName().toString().endsWith(".onnx");
    }
    return Files.exists(path.resolve("modules.json"))
        || Files.exists(path.resolve("tokenizer.json"))
        || Files.exists(path.resolve("config.json"))
        || !onnxFiles(path).isEmpty();
  }

  /**
   * Finds the files.
   *
   * @param path an {@code .onnx} file or a model's directory
   * @throws AkinException.NotFound if one is missing; the message names it
   * @throws AkinException.InvalidArgument if there are several models and none has a usual name
   */
  static ModelFiles find(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    if (Files.isDirectory(absolute)) {
      Path transformer = SentenceModules.transformerDirectory(absolute);
      Path onnx = chooseOnnx(absolute, transformer);
      return new ModelFiles(absolute, transformer, onnx, tokenizer(List.of(transformer, absolute)));
    }
    if (!Files.isRegularFile(absolute)) {
      throw new AkinException.NotFound("no such model file: " + absolute);
    }
    Path beside = absolute.getParent();
    Path name = beside.getFileName();
    boolean nested = name != null && name.toString().equals("onnx");
    Path root = nested ? beside.getParent() : beside;
    Path transformer = SentenceModules.transformerDirectory(root);
    return new ModelFiles(
        root, transformer, absolute, tokenizer(List.of(beside, transformer, root)));
  }

  /** The bytes of a model and of the external data beside it. */
  static long totalSize(Path onnx) {
    try {
      long total = Files.size(onnx);
      for (Path external : OnnxGraph.externalFiles(onnx)) {
        total += Files.size(external);
      }
      return total;
    } catch (IOException e) {
      throw new AkinException.Internal("cannot read the size of " + onnx, e);
    }
  }

  private static Path tokenizer(List<Path> directories) {
    for (Path directory : directories) {
      Path file = directory.resolve("tokenizer.json");
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    throw new AkinException.NotFound(
        "missing file: " + directories.getLast().resolve("tokenizer.json"));
  }

  private static Path chooseOnnx(Path root, Path transformer) {
    List<Path> directories =
        List.of(transformer.resolve("onnx"), transformer, root.resolve("onnx"), root);
    for (Path directory : directories) {
      for (String name : PREFERRED) {
        Path file = directory.resolve(name);
        if (Files.isRegularFile(file)) {
          return file;
        }
      }
    }
    for (Path directory : directories) {
      List<Path> files = onnxFiles(directory);
      if (files.size() == 1) {
        return files.getFirst();
      }
      if (files.size() > 1) {
        throw new AkinException.InvalidArgument(
            "several models in "
                + directory
                + ", name the one to open: "
                + files.stream()
                    .map(file -> file.getFileName().toString())
                    .collect(Collectors.joining(", ")));
      }
    }
    throw new AkinException.NotFound(
        "missing file: " + root.resolve("onnx").resolve("model.onnx") + " (or another .onnx file)");
  }

  private static List<Path> onnxFiles(Path directory) {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*.onnx")) {
        entries.forEach(files::add);
      } catch (IOException e) {
        return List.of();
      }
    }
    Collections.sort(files);
    return files;
  }
}
