package dev.akin.server;

import dev.akin.api.Collection;
import dev.akin.client.RemoteCollection;
import dev.akin.client.RemoteDatabase;
import dev.akin.client.RemoteOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.time.Duration;

/** A server over a fake collection, a client, and a bare channel for what no client would send. */
record Served(AkinServer server, RemoteDatabase client, ManagedChannel channel)
    implements AutoCloseable {
  static final ServerOptions OPTIONS =
      ServerOptions.DEFAULTS.port(0).threads(8).grace(Duration.ofSeconds(10));

  static Served over(Collection collection) {
    return over(collection, OPTIONS, RemoteOptions.DEFAULTS);
  }

  static Served over(Collection collection, ServerOptions options, RemoteOptions clientOptions) {
    AkinServer server = AkinServer.start(new FakeDatabase(collection), options);
    String target = "127.0.0.1:" + server.port();
    return new Served(
        server,
        RemoteDatabase.connect(target, clientOptions),
        Grpc.newChannelBuilder(target, InsecureChannelCredentials.create()).build());
  }

  RemoteCollection collection() {
    return client.collection("fake");
  }

  @Override
  public void close() {
    client.close();
    channel.shutdownNow();
    server.close();
  }
}
