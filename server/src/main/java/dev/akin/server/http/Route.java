package dev.akin.server.http;

import com.sun.net.httpserver.HttpHandler;
import java.util.Objects;

/**
 * What is behind one path of the HTTP port. Immutable.
 *
 * @param method such as {@code GET}, which answers {@code HEAD} as well
 * @param path the whole of it, such as {@code /metrics}
 * @param access who may ask
 * @param handler answers the request and closes the exchange; its errors of ours become statuses
 */
public record Route(String method, String path, Access access, HttpHandler handler) {
  /** Checks for null. */
  public Route {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(handler, "handler");
  }

  /** Who may ask. */
  public enum Access {
    /** Everybody, without a key or certificate: probes. */
    OPEN,
    /** Whoever has a key, if the server asks for keys. The handler decides what it allows. */
    KEY,
    /** Whoever has a key that is not limited to some collections. */
    UNLIMITED_KEY
  }
}
