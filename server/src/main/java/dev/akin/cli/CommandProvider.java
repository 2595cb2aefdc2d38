package dev.akin.cli;

import java.util.List;

/**
 * Adds commands under {@code akin bench}. Found by {@link java.util.ServiceLoader} on the class
 * path, so that the command need not depend on what measures it.
 */
public interface CommandProvider {
  /** New command objects, each annotated with picocli's {@code @Command} and a name. */
  List<Object> commands();
}
