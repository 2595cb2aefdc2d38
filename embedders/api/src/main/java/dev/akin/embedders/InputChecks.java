package dev.akin.embedders;

import dev.akin.api.AkinException;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What every embedder checks before it embeds anything. */
public final class InputChecks {
  private InputChecks() {}

  /**
   * Checks that a model takes every one of the inputs.
   *
   * @throws AkinException.InvalidArgument for the first that it does not take; the message names
   *     its index and what the model takes
   */
  public static void modalities(ModelInfo model, List<Input> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      boolean taken =
          switch (input) {
            case Input.Text _ -> model.modalities().contains(Modality.TEXT);
            case Input.Image _ -> model.modalities().contains(Modality.IMAGE);
            case Input.Vector _ -> false;
          };
      if (!taken) {
        throw new AkinException.InvalidArgument(
            "input "
                + i
                + " is "
                + noun(input)
                + ", and model '"
                + model.name()
                + "' embeds "
                + model.modalities().stream()
                    .sorted()
                    .map(modality -> modality.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(" and ")));
      }
    }
  }

  private static String noun(Input input) {
    return switch (input) {
      case Input.Text _ -> "text";
      case Input.Image _ -> "an image";
      case Input.Vector _ -> "a vector";
    };
  }
}
