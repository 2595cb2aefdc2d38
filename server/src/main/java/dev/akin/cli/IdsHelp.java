package dev.akin.cli;

/** How ids are typed; see {@link dev.akin.cli.format.IdText}. */
final class IdsHelp {
  /** For the end of a help page. */
  static final String FOOTER =
      "%nAn id such as 7 is a number, '\"7\"' with quotes a string, uuid:123e4567-… a UUID, and"
          + " anything else a string as it stands.";

  private IdsHelp() {}
}
