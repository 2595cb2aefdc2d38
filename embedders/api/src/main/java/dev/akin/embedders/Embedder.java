package dev.akin.embedders;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.TokenVector;
import java.util.List;

/**
 * An open embedding model. Safe for any number of threads; a small request is not made to wait for
 * the whole of a large one that came before it.
 *
 * <p>Who opens it closes it.
 */
public interface Embedder extends Model {
  /**
   * Embeds inputs.
   *
   * @param inputs each of a modality the model takes; all are checked before any is embedded; any
   *     number, none included: the model splits them into batches of a size that suits it
   * @param options the purpose, which also says who goes first, and whether to normalise
   * @return one new array of {@link dev.akin.api.ModelInfo#dimension} finite values per input, in
   *     order
   * @throws AkinException.InvalidArgument for an input of a modality the model does not take, or
   *     one it cannot decode; the message names its index
   * @throws AkinException.Cancelled if the thread is interrupted, as seen between batches; the
   *     interrupt stays set
   * @throws AkinException.FailedPrecondition if the embedder is closed
   */
  List<float[]> embed(List<Input> inputs, EmbedOptions options);

  /**
   * The vectors of a text's tokens, each in its context, as the transformer's last layer has them:
   * not pooled, not normalised, without a prefix. The text is truncated where it is too long.
   *
   * @throws AkinException.InvalidArgument if the model has no vectors of tokens
   */
  default List<TokenVector> embedTokens(String text) {
    throw new AkinException.InvalidArgument(
        "model '" + info().name() + "' has no vectors of tokens");
  }
}
