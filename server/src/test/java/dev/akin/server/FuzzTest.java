package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.client.RemoteDatabase;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.proto.v1.BackupServiceGrpc;
import dev.akin.proto.v1.CollectionServiceGrpc;
import dev.akin.proto.v1.EmbeddingServiceGrpc;
import dev.akin.proto.v1.RecordServiceGrpc;
import dev.akin.proto.v1.SearchServiceGrpc;
import dev.akin.proto.v1.SnapshotServiceGrpc;
import dev.akin.proto.v1.SystemServiceGrpc;
import dev.akin.server.monitoring.MonitoringOptions;
import dev.akin.server.security.SecurityOptions;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred thousand messages that no client of ours would send, to a real server over a real
 * database: what comes back is an error of the caller's, nothing leaks, and the server goes on.
 * {@code -Dtest.seed} and {@code -Dtest.messages} change what is sent.
 */
@Timeout(300)
class FuzzTest {
  private static final long SEED = Long.getLong("test.seed", 20261124);
  private static final int MESSAGES = Integer.getInteger("test.messages", 100_000);
  private static final int IN_FLIGHT = 64;

  /** What a fault of the caller, or a call that was well by chance, may end with. */
  private static final Set<Status.Code> ALLOWED =
      EnumSet.of(
          Status.Code.OK,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.NOT_FOUND,
          Status.Code.ALREADY_EXISTS,
          Status.Code.FAILED_PRECONDITION,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.CANCELLED);

  private static final List<MethodDescriptor<?, ?>> METHODS =
      Stream.of(
              CollectionServiceGrpc.getServiceDescriptor(),
              RecordServiceGrpc.getServiceDescriptor(),
              SearchServiceGrpc.getServiceDescriptor(),
              EmbeddingServiceGrpc.getServiceDescriptor(),
              BackupServiceGrpc.getServiceDescriptor(),
              SnapshotServiceGrpc.getServiceDescriptor(),
              SystemServiceGrpc.getServiceDescriptor())
          .flatMap(service -> service.getMethods().stream())
          .<MethodDescriptor<?, ?>>map(method -> method)
          .sorted(java.util.Comparator.comparing(MethodDescriptor::getFullMethodName))
          .toList();

  private static final MethodDescriptor.Marshaller<byte[]> BYTES = new Bytes();

  @TempDir Path directory;

  @Test
  void onlyErrorsOfTheCallerComeBackAndNothingLeaks() throws Exception {
    System.out.println("FuzzTest: seed " + SEED + ", " + MESSAGES + " messages");
    Path data = directory.resolve("data");
    ServerOptions options =
        Served.OPTIONS
            .maxMessageBytes(1 << 20)
            .security(SecurityOptions.NONE.auditLog(data.resolveSibling("audit.jsonl")))
            .monitoring(MonitoringOptions.DEFAULTS.httpPort(0));
    try (EmbeddedDatabase database = EmbeddedDatabase.open(data);
        AkinServer server = AkinServer.start(database, options);
        RemoteDatabase client = RemoteDatabase.connect("127.0.0.1:" + server.port())) {
      Collection docs = client.createCollection("docs", CollectionSpec.ofDimension(4));
      docs.upsert(Record.of(1).vector(1, 2, 3, 4).put("n", 1));
      ManagedChannel channel =
          Grpc.newChannelBuilder("127.0.0.1:" + server.port(), InsecureChannelCredentials.create())
              .disableRetry()
              .build();
      Fuzzer fuzzer = new Fuzzer(channel, new SplittableRandom(SEED));
      // What is allocated once and kept, such as buffers of threads, is there after this.
      fuzzer.send(MESSAGES / 10);
      long sockets = openSockets();
      long direct = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
      fuzzer.send(MESSAGES - MESSAGES / 10);
      rawConnections(server.port());
      System.out.println("FuzzTest: " + new TreeMap<>(fuzzer.codes));
      assertThat(fuzzer.wrong).as("answers that are not allowed, seed " + SEED).isEmpty();
      assertThat(fuzzer.codes).containsKey(Status.Code.INVALID_ARGUMENT);
      channel.shutdownNow();
      assertThat(channel.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

      int port = server.httpPort().orElseThrow();
      await(() -> Http.metric(port, "akin_calls_inflight") == 0);
      await(() -> Http.metric(port, "akin_inflight_bytes") == 0);
      await(() -> openSockets() <= sockets);
      assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory())
          .isLessThanOrEqualTo(direct + (64 << 20));
      // Of docs itself who knows what has become.
      Collection after = client.createCollection("after", CollectionSpec.ofDimension(4));
      after.upsert(Record.of(7).vector(1, 2, 3, 4));
      assertThat(after.search(Query.vector(1, 2, 3, 4)).hits()).isNotEmpty();
    }
    assertThat(outside(data)).containsExactly("audit.jsonl");
  }

  /** Names that would lead somewhere else, were they ever taken for paths. */
  @Test
  void namesNeverLeadOutOfTheDataDirectory() throws Exception {
    Path data = directory.resolve("data");
    Path outside = Files.createDirectories(directory.resolve("outside"));
    Files.writeString(outside.resolve("model.onnx"), "not for clients");
    List<String> names =
        List.of(
            "../outside",
            "../../outside",
            "..",
            ".",
            "/etc/passwd",
            outside.toString(),
            "a/../../outside",
            "a\\..\\outside",
            "%2e%2e%2foutside",
            "a\u0000b",
            "a\nb");
    try (EmbeddedDatabase database = EmbeddedDatabase.open(data);
        AkinServer server = AkinServer.start(database, Served.OPTIONS);
        RemoteDatabase client = RemoteDatabase.connect("127.0.0.1:" + server.port())) {
      for (String name : names) {
        assertRefused(() -> client.createCollection(name, CollectionSpec.ofDimension(2)));
        assertRefused(() -> client.collection(name));
        assertRefused(() -> client.dropCollection(name));
        assertRefused(() -> client.createCollection("c", CollectionSpec.ofEmbedder(name)));
        assertRefused(
            () ->
                client.embed(
                    name,
                    List.of(new dev.akin.api.Input.Text("x")),
                    dev.akin.api.EmbedOptions.QUERY));
      }
      assertThat(client.collections()).isEmpty();
    }
    assertThat(outside(data)).containsExactly("outside", "outside/model.onnx");
  }

  private static void assertRefused(Runnable call) {
    try {
      call.run();
    } catch (dev.akin.api.AkinException.InvalidArgument | dev.akin.api.AkinException.NotFound e) {
      return;
    }
    throw new AssertionError("it was not refused");
  }

  /** What lies beside the data directory. */
  private List<String> outside(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> !file.equals(directory) && !file.startsWith(data))
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /** What is no gRPC at all, and streams that end half-way. */
  private static void rawConnections(int port) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] noise = new byte[4096];
    random.nextBytes(noise);
    List<byte[]> openings =
        List.of(
            noise,
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            new byte[0],
            Http2.join(Http2.PREFACE),
            Http2.join(Http2.PREFACE, Http2.SETTINGS, noise),
            Http2.join(Http2.PREFACE, Http2.SETTINGS, Http2.headers("text/plain")),
            Http2.join(Http2.PREFACE, Http2.SETTINGS, Http2.headers("application/json")),
            Http2.join(Http2.PREFACE, Http2.SETTINGS, Http2.headers("application/grpc")),
            Http2.join(
                Http2.PREFACE,
                Http2.SETTINGS,
                Http2.headers("application/grpc"),
                Http2.data(new byte[] {0, 0x7f, -1, -1, -1, 1, 2, 3})));
    for (int round = 0; round < 20; round++) {
      for (byte[] opening : openings) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          OutputStream out = socket.getOutputStream();
          out.write(opening);
          out.flush();
        }
      }
    }
  }

  /** Open connections; files of RocksDB come and go as it likes. */
  private static long openSockets() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(FuzzTest::isSocket).count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      // Closed since it was listed.
      return false;
    }
  }

  private interface Check {
    boolean holds() throws Exception;
  }

  private static void await(Check check) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!check.holds()) {
      assertThat(System.nanoTime()).as("waited long enough").isLessThan(end);
      Thread.sleep(20);
    }
  }

  /** Messages as the bytes they are. */
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

  /** Frames of HTTP/2 (RFC 9113), headers as literals without compression (RFC 7541). */
  private static final class Http2 {
    static final byte[] PREFACE =
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    static final byte[] SETTINGS = frame(4, 0, 0, new byte[0]);

    private Http2() {}

    static byte[] headers(String contentType) {
      return frame(
          1,
          4,
          1,
          join(
              literal(":method", "POST"),
              literal(":scheme", "http"),
              literal(":path", "/akin.v1.SearchService/Search"),
              literal("te", "trailers"),
              literal("content-type", contentType)));
    }

    static byte[] data(byte[] bytes) {
      return frame(0, 0, 1, bytes);
    }

    private static byte[] literal(String name, String value) {
      byte[] n = name.getBytes(StandardCharsets.US_ASCII);
      byte[] v = value.getBytes(StandardCharsets.US_ASCII);
      return join(new byte[] {0, (byte) n.length}, n, new byte[] {(byte) v.length}, v);
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
      int length = payload.length;
      return join(
          new byte[] {
            (byte) (length >> 16),
            (byte) (length >> 8),
            (byte) length,
            (byte) type,
            (byte) flags,
            0,
            0,
            0,
            (byte) stream
          },
          payload);
    }

    static byte[] join(byte[]... parts) {
      byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
      int at = 0;
      for (byte[] part : parts) {
        System.arraycopy(part, 0, all, at, part.length);
        at += part.length;
      }
      return all;
    }
  }

  /** Makes messages and sends them. For one thread. */
  private static final class Fuzzer {
    private final ManagedChannel channel;
    private final SplittableRandom random;
    private final Semaphore places = new Semaphore(IN_FLIGHT);
    private final Map<Status.Code, AtomicInteger> codes = new ConcurrentHashMap<>();
    private final List<String> wrong = new ArrayList<>();

    Fuzzer(ManagedChannel channel, SplittableRandom random) {
      this.channel = channel;
      this.random = random;
    }

    void send(int messages) throws InterruptedException {
      for (int i = 0; i < messages; i++) {
        places.acquire();
        MethodDescriptor<?, ?> method = METHODS.get(random.nextInt(METHODS.size()));
        if (method.getServiceName().matches(".*(Collection|Backup|Snapshot)Service")
            && random.nextInt(20) != 0) {
          // Each of these syncs the disk.
          method = SearchServiceGrpc.getSearchMethod();
        }
        send(method, message(method));
      }
      places.acquire(IN_FLIGHT);
      places.release(IN_FLIGHT);
    }

    private void send(MethodDescriptor<?, ?> method, byte[] message) {
      MethodDescriptor<byte[], byte[]> raw = method.toBuilder(BYTES, BYTES).build();
      // Waits as asked for in a message would take a minute.
      ClientCall<byte[], byte[]> call =
          channel.newCall(raw, CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS));
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              codes.computeIfAbsent(status.getCode(), _ -> new AtomicInteger()).incrementAndGet();
              if (!ALLOWED.contains(status.getCode())) {
                synchronized (wrong) {
                  wrong.add(method.getFullMethodName() + ": " + status);
                }
              }
              places.release();
            }
          },
          new Metadata());
      call.request(2);
      int turn = random.nextInt(40);
      if (turn != 0) {
        call.sendMessage(message);
      }
      if (turn == 1) {
        // A stream that is left half-way.
        call.cancel("left", null);
      } else {
        call.halfClose();
      }
    }

    private byte[] message(MethodDescriptor<?, ?> method) {
      var supplier = (ProtoMethodDescriptorSupplier) method.getSchemaDescriptor();
      Descriptor type = supplier.getMethodDescriptor().getInputType();
      byte[] bytes = random(type, 0).toByteArray();
      return switch (random.nextInt(4)) {
        case 0 -> noise(random.nextInt(200));
        case 1 -> mutate(bytes);
        case 2 -> random.nextInt(50) == 0 ? nested(5000) : bytes;
        default -> bytes;
      };
    }

    private byte[] noise(int length) {
      byte[] noise = new byte[length];
      random.nextBytes(noise);
      return noise;
    }

    private byte[] mutate(byte[] bytes) {
      byte[] mutant = bytes.clone();
      for (int i = 0; mutant.length > 0 && i <= random.nextInt(4); i++) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      return random.nextBoolean()
          ? mutant
          : Arrays.copyOf(mutant, random.nextInt(mutant.length + 1));
    }

    /** A field 1 or 2 within itself, deeper than any parser goes. */
    private static byte[] nested(int depth) {
      byte[] bytes = new byte[0];
      for (int i = 0; i < depth; i++) {
        int length = bytes.length;
        byte[] head =
            length < 128
                ? new byte[] {0x12, (byte) length}
                : length < 1 << 14
                    ? new byte[] {0x12, (byte) (length | 128), (byte) (length >> 7)}
                    : new byte[] {
                      0x12, (byte) (length | 128), (byte) (length >> 7 | 128), (byte) (length >> 14)
                    };
        bytes = Http2.join(head, bytes);
      }
      return bytes;
    }

    /** A message that is well-formed and, at best by chance, makes sense. */
    private Message random(Descriptor type, int depth) {
      DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
      for (FieldDescriptor field : type.getFields()) {
        if (random.nextInt(3) == 0 || depth > 6) {
          continue;
        }
        if (field.isRepeated()) {
          for (int i = random.nextInt(4); i > 0; i--) {
            message.addRepeatedField(field, value(field, depth));
          }
        } else {
          message.setField(field, value(field, depth));
        }
      }
      return message.build();
    }

    private Object value(FieldDescriptor field, int depth) {
      return switch (field.getJavaType()) {
        case INT -> (int) number();
        case LONG -> number();
        case FLOAT ->
            random.nextInt(4) == 0 ? Float.intBitsToFloat(random.nextInt()) : random.nextInt(9);
        case DOUBLE -> Double.longBitsToDouble(random.nextLong());
        case BOOLEAN -> random.nextBoolean();
        case STRING -> text(field.getName());
        case BYTE_STRING -> ByteString.copyFrom(noise(random.nextInt(40)));
        case ENUM ->
            field
                .getEnumType()
                .getValues()
                .get(random.nextInt(field.getEnumType().getValues().size()));
        case MESSAGE -> random(field.getMessageType(), depth + 1);
      };
    }

    private long number() {
      return switch (random.nextInt(6)) {
        case 0 -> Long.MAX_VALUE;
        case 1 -> Long.MIN_VALUE;
        case 2 -> -1;
        case 3 -> random.nextLong();
        default -> random.nextInt(20);
      };
    }

    private String text(String field) {
      if ((field.equals("collection") || field.equals("name")) && random.nextInt(3) != 0) {
        return random.nextInt(3) == 0 ? "c" + random.nextInt(5) : "docs";
      }
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(20); i > 0; i--) {
        int c = random.nextInt(0x11_0000);
        text.appendCodePoint(c >= 0xd800 && c < 0xe000 ? '/' : c);
      }
      return random.nextInt(8) == 0 ? "../../" + text : text.toString();
    }
  }
}
