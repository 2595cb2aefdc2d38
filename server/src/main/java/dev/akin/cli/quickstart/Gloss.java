package dev.akin.cli.quickstart;

import dev.akin.api.Record;

/**
 * What WordNet says of one meaning.
 *
 * @param id the letter of the part of speech and the meaning's place in its file: {@code n00001740}
 * @param lemma the first word for it
 * @param pos noun, verb, adjective or adverb
 * @param lexname the lexicographer file, such as {@code noun.animal}
 * @param text the gloss: a definition, often with examples
 */
public record Gloss(String id, String lemma, String pos, String lexname, String text) {
  /** The payload field of the lemma. */
  public static final String LEMMA = "lemma";

  /** The record of this gloss: its text to embed, the rest as payload. */
  public Record toRecord() {
    return Record.of(id).text(text).put(LEMMA, lemma).put("pos", pos).put("lexname", lexname);
  }
}
