package dev.akin.api;

/** Which records of an upsert are written; the others are left out and named in its result. */
public enum WriteCondition {
  /** All: insert or replace. */
  ALWAYS,
  /** Those whose id is not there: insert only. */
  ABSENT,
  /** Those whose id is there: update only. */
  PRESENT,
  /**
   * Those whose stored record has the {@link Record#version} that they bring, 0 standing for none:
   * compare and set. Read a record with {@link Include#ALL}, change it, write it; if another was
   * faster, read again.
   */
  VERSION
}
