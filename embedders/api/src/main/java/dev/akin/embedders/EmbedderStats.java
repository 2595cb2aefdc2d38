package dev.akin.embedders;

/**
 * What a model did since it was opened.
 *
 * @param inputs embedded
 * @param tokens of these, without padding; 0 for models that have none
 * @param batches in which they ran through the queue of the model; calls that had the model to
 *     themselves did not
 * @param waiting batches that wait now
 */
public record EmbedderStats(long inputs, long tokens, long batches, int waiting) {
  /** Of a model that does not count. */
  public static final EmbedderStats NONE = new EmbedderStats(0, 0, 0, 0);
}
