package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.akin.api.AkinException;
import dev.akin.api.CollectionSpec;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Include;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.UpsertResult;
import dev.akin.api.WriteCondition;
import dev.akin.client.RemoteDatabase;
import dev.akin.client.RemoteOptions;
import dev.akin.proto.v1.RecordProto;
import dev.akin.proto.v1.RecordServiceGrpc;
import dev.akin.proto.v1.SearchProto;
import dev.akin.proto.v1.SearchServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** What goes wrong comes back as what it is. */
class ErrorsTest {
  @Test
  void everyKindOfErrorComesBackAsItself() {
    List<AkinException> kinds =
        List.of(
            new AkinException.InvalidArgument("message ü"),
            new AkinException.NotFound("message ü"),
            new AkinException.AlreadyExists("message ü"),
            new AkinException.FailedPrecondition("message ü"),
            new AkinException.ResourceExhausted("message ü"),
            new AkinException.Corrupted("message ü"),
            new AkinException.Unavailable("message ü", null),
            new AkinException.Unauthenticated("message ü"),
            new AkinException.PermissionDenied("message ü"),
            new AkinException.DeadlineExceeded("message ü"),
            new AkinException.Cancelled("message ü"),
            new AkinException.Internal("message ü", null));
    for (AkinException kind : kinds) {
      FakeCollection failing =
          new FakeCollection() {
            @Override
            public long count() {
              throw kind;
            }
          };
      try (Served served = Served.over(failing)) {
        assertThatThrownBy(() -> served.client().collection("fake"))
            .hasSameClassAs(kind)
            .hasMessageContaining("message ü");
      }
    }
  }

  @Test
  void anUnexpectedFailureIsNotShown() {
    FakeCollection failing =
        new FakeCollection() {
          @Override
          public UpsertResult upsert(List<Record> records, WriteCondition condition) {
            throw new IllegalStateException("secret");
          }
        };
    try (Served served = Served.over(failing)) {
      AkinException failure =
          catchThrowableOfType(
              AkinException.Internal.class, () -> served.collection().upsert(Record.of(1)));
      assertThat(failure).hasMessageContaining("reference").hasMessageNotContaining("secret");
    }
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (RemoteDatabase database = RemoteDatabase.connect("127.0.0.1:" + port)) {
      assertThatThrownBy(database::collections)
          .isInstanceOf(AkinException.Unavailable.class)
          .hasMessage(
              "no Akin server at 127.0.0.1:" + port + "; start one with: akin serve --data DIR");
      assertThatThrownBy(
              () ->
                  database
                      .embedAsync("m", List.of(), EmbedOptions.QUERY)
                      .toCompletableFuture()
                      .get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(AkinException.Unavailable.class);
    }
  }

  @Test
  void aTargetThatIsNoneIsRefused() {
    for (String target : List.of("", "host:", "host:0", "host:65536", "a b:1", "http://x:1")) {
      assertThatThrownBy(() -> RemoteDatabase.connect(target))
          .as(target)
          .isInstanceOf(AkinException.InvalidArgument.class);
    }
  }

  @Test
  void aTakenPortIsNamed() {
    try (Served served = Served.over(new FakeCollection())) {
      ServerOptions same = ServerOptions.DEFAULTS.port(served.server().port());
      assertThatThrownBy(() -> AkinServer.start(new FakeDatabase(null), same))
          .isInstanceOf(AkinException.FailedPrecondition.class)
          .hasMessageContaining("127.0.0.1:" + served.server().port());
    }
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    ServerOptions ok = ServerOptions.DEFAULTS;
    assertThatThrownBy(() -> ok.port(-1)).hasMessage("port must be 0 to 65535: -1");
    assertThatThrownBy(() -> ok.maxCalls(0)).hasMessageContaining("maxCalls must be 1");
    assertThatThrownBy(() -> ok.threads(0)).hasMessageContaining("threads must be 1 to 4096: 0");
    assertThatThrownBy(() -> ok.maxMessageBytes(1)).hasMessageContaining("maxMessageBytes");
    assertThatThrownBy(() -> ok.host("")).isInstanceOf(AkinException.InvalidArgument.class);
    assertThatThrownBy(() -> ok.grace(Duration.ofMillis(-1)))
        .isInstanceOf(AkinException.InvalidArgument.class);
    assertThatThrownBy(() -> AkinServer.start(new FakeDatabase(null), ok.host("no such host")))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("'no such host'");
    assertThatThrownBy(() -> RemoteOptions.DEFAULTS.deadline(Duration.ZERO))
        .isInstanceOf(AkinException.InvalidArgument.class);
  }

  @Test
  void wrongMessagesAreRefusedWithTheFieldsName() {
    try (Served served = Served.over(new FakeCollection())) {
      RecordServiceGrpc.RecordServiceBlockingStub records =
          RecordServiceGrpc.newBlockingStub(served.channel());
      RecordProto.GetRequest get =
          RecordProto.GetRequest.newBuilder()
              .setCollection("fake")
              .addIds(RecordProto.RecordId.newBuilder().setUuid(ByteString.copyFromUtf8("short")))
              .build();
      assertThatThrownBy(() -> records.get(get))
          .hasMessage("INVALID_ARGUMENT: ids[0].uuid must be 16 bytes: 5");
      RecordProto.UpsertRequest upsert =
          RecordProto.UpsertRequest.newBuilder()
              .addRecords(
                  RecordProto.Record.newBuilder()
                      .setId(RecordProto.RecordId.newBuilder().setNumber(1))
                      .putVectors(
                          "default", RecordProto.Vector.newBuilder().addValues(Float.NaN).build()))
              .build();
      assertThatThrownBy(() -> records.upsert(upsert))
          .hasMessage(
              "INVALID_ARGUMENT: records[0].vectors['default']: vector must be finite: value 0 is"
                  + " NaN");
      assertThatThrownBy(
              () ->
                  SearchServiceGrpc.newBlockingStub(served.channel())
                      .search(SearchProto.SearchRequest.getDefaultInstance()))
          .hasMessage("INVALID_ARGUMENT: query is missing: every search needs one");
    }
  }

  @Test
  void bytesThatAreNoMessageAreRefused() {
    try (Served served = Served.over(new FakeCollection())) {
      Random random = new Random(5);
      for (int i = 0; i < 50; i++) {
        byte[] noise = new byte[1 + random.nextInt(60)];
        random.nextBytes(noise);
        noise[0] = 10;
        noise[noise.length - 1] = (byte) 0x80;
        Status status = sendRaw(served.channel(), noise);
        assertThat(status.getCode()).as(status.toString()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      }
      assertThat(served.collection().count()).isZero();
    }
  }

  @Test
  void requestsAndAnswersThatAreTooLargeAreRefusedOnBothSides() {
    FakeCollection large =
        new FakeCollection() {
          @Override
          public List<Record> get(List<RecordId> ids, Set<Include> include) {
            return List.of(Record.of(1).put("x", "y".repeat(5_000)));
          }
        };
    RemoteOptions small = RemoteOptions.DEFAULTS.maxMessageBytes(4_096);
    Record big = Record.of(1).put("x", "y".repeat(5_000));
    try (Served served = Served.over(large, Served.OPTIONS, small)) {
      assertThatThrownBy(() -> served.collection().upsert(big))
          .isInstanceOf(AkinException.ResourceExhausted.class)
          .hasMessageContaining("maxMessageBytes (4096)");
      assertThatThrownBy(() -> served.collection().get(RecordId.of(1)))
          .isInstanceOf(AkinException.ResourceExhausted.class);
      assertThatThrownBy(() -> served.collection().writer().write(big))
          .isInstanceOf(AkinException.ResourceExhausted.class);
    }
    try (Served served =
        Served.over(large, Served.OPTIONS.maxMessageBytes(4_096), RemoteOptions.DEFAULTS)) {
      assertThatThrownBy(() -> served.collection().upsert(big))
          .isInstanceOf(AkinException.ResourceExhausted.class);
      assertThatThrownBy(() -> served.collection().get(RecordId.of(1)))
          .isInstanceOf(AkinException.ResourceExhausted.class)
          .hasMessageContaining("ask for fewer records");
      assertThat(served.collection().search(Query.vector(1)).hits()).isEmpty();
    }
  }

  @Test
  void otherMethodsFailAsTheDatabaseDoes() {
    try (Served served = Served.over(new FakeCollection())) {
      RemoteDatabase client = served.client();
      assertThatThrownBy(() -> client.createCollection("x", CollectionSpec.empty()))
          .isInstanceOf(AkinException.AlreadyExists.class);
      assertThatThrownBy(() -> client.dropCollection("x"))
          .isInstanceOf(AkinException.FailedPrecondition.class);
      assertThatThrownBy(() -> client.embed("m", List.of(), EmbedOptions.QUERY))
          .isInstanceOf(AkinException.NotFound.class);
    }
  }

  private static Status sendRaw(ManagedChannel channel, byte[] bytes) {
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(RecordServiceGrpc.getUpsertMethod().getFullMethodName())
            .build();
    try {
      ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, bytes);
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
