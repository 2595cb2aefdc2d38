package dev.akin.client;

import dev.akin.api.AkinException.InvalidArgument;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens.
 *
 * @param host name or address, IPv6 in brackets
 * @param port 1 to 65535
 */
record Target(String host, int port) {
  private static final int DEFAULT_PORT = 6430;
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

  /** Reads {@code host:port}; without a port it is 6430. */
  static Target parse(String target) {
    Matcher matcher = FORM.matcher(target);
    if (!matcher.matches()) {
      throw new InvalidArgument(
          "target must be HOST:PORT, such as 127.0.0.1:" + DEFAULT_PORT + ": '" + target + "'");
    }
    int port = matcher.group(2) == null ? DEFAULT_PORT : Integer.parseInt(matcher.group(2));
    if (port < 1 || port > 65_535) {
      throw new InvalidArgument("port must be 1 to 65535: '" + target + "'");
    }
    return new Target(matcher.group(1), port);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
