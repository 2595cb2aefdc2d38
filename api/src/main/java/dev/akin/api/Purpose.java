package dev.akin.api;

/** What a vector is made for; some models embed questions and passages differently. */
public enum Purpose {
  /** To be stored and found. */
  DOCUMENT,
  /** To search with. */
  QUERY
}
