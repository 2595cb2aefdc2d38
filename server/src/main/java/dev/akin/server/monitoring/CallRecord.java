package dev.akin.server.monitoring;

import dev.akin.server.security.Caller;
import io.grpc.Context;
import io.opentelemetry.api.trace.Span;

/**
 * What becomes known of a call while it runs. Each call has one, in the {@link Context} of its
 * threads.
 */
public final class CallRecord {
  static final Context.Key<CallRecord> KEY = Context.key("akin.call");

  private final Span span;
  private volatile Caller caller = Caller.ANYONE;
  private volatile boolean known;
  private volatile String collection = "";

  CallRecord(Span span) {
    this.span = span;
  }

  /** That of the call this thread works for; outside of calls, one that nobody reads. */
  public static CallRecord current() {
    CallRecord current = KEY.get();
    return current == null ? new CallRecord(Span.getInvalid()) : current;
  }

  Span span() {
    return span;
  }

  /** Who calls. */
  public Caller caller() {
    return caller;
  }

  /** Whether it is known who calls. */
  boolean isCallerKnown() {
    return known;
  }

  /** It is known now who calls. */
  public void caller(Caller caller) {
    this.caller = caller;
    this.known = true;
  }

  /** The collection that the call is about, empty if it is about none. */
  public String collection() {
    return collection;
  }

  /** It is known now what collection the call is about. */
  public void collection(String collection) {
    this.collection = collection;
  }
}
