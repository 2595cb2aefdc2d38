package dev.akin.server;

import com.google.protobuf.MessageLite;
import dev.akin.api.AkinException;
import io.grpc.stub.StreamObserver;

/** Sends the one answer of a call, unless it is too large to be taken. */
record Replies(int maxMessageBytes) {
  <A extends MessageLite> void send(StreamObserver<A> observer, A answer) {
    int bytes = answer.getSerializedSize();
    if (bytes > maxMessageBytes) {
      throw new AkinException.ResourceExhausted(
          "the answer takes "
              + bytes
              + " bytes, over the server's limit of "
              + maxMessageBytes
              + "; ask for fewer records or without vectors");
    }
    observer.onNext(answer);
    observer.onCompleted();
  }
}
