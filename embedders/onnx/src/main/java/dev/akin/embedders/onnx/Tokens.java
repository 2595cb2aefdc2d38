package dev.akin.embedders.onnx;

/**
 * One text as its model reads it.
 *
 * @param ids of the tokens, special tokens included
 * @param types of the tokens, or null when the model does not ask for them
 */
@SuppressWarnings("ArrayRecordComponent")
record Tokens(long[] ids, long[] types) {
  int length() {
    return ids.length;
  }
}
