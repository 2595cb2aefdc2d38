package dev.akin.api;

import java.util.Locale;

/** When an acknowledged write is safe from a loss of power. All survive a killed process. */
public enum SyncMode {
  /** Before it is acknowledged; writes that arrive together share one sync. */
  ALWAYS,
  /** Within a tenth of a second after it is acknowledged. */
  INTERVAL,
  /** When the operating system writes its cache. */
  OS;

  /** The name used on the command line and in files: the constant in lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
