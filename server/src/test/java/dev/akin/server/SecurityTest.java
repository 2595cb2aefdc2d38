package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionInfo;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordWriter;
import dev.akin.client.ClientTls;
import dev.akin.client.RemoteDatabase;
import dev.akin.client.RemoteOptions;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.proto.v1.BackupServiceGrpc;
import dev.akin.proto.v1.CollectionServiceGrpc;
import dev.akin.proto.v1.EmbeddingServiceGrpc;
import dev.akin.proto.v1.RecordServiceGrpc;
import dev.akin.proto.v1.SearchServiceGrpc;
import dev.akin.proto.v1.SnapshotServiceGrpc;
import dev.akin.proto.v1.SystemServiceGrpc;
import dev.akin.server.monitoring.MonitoringOptions;
import dev.akin.server.security.ApiKey;
import dev.akin.server.security.KeysFile;
import dev.akin.server.security.Right;
import dev.akin.server.security.Rights;
import dev.akin.server.security.Role;
import dev.akin.server.security.SecurityOptions;
import dev.akin.server.security.TlsOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ServiceDescriptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, and what they may do there. */
@Timeout(120)
class SecurityTest {
  @TempDir Path folder;

  private Path keysFile;
  private Path audit;
  private String admin;
  private String writer;
  private String reader;
  private String tenant;

  @BeforeEach
  void makeKeys() throws IOException {
    keysFile = folder.resolve("keys.yaml");
    audit = folder.resolve("audit.jsonl");
    admin = key("boss", Role.ADMIN);
    writer = key("importer", Role.WRITE);
    reader = key("reader", Role.READ);
    tenant = key("tenant", Role.ADMIN, "a-*", "shared");
  }

  private String key(String name, Role role, String... collections) throws IOException {
    String key = ApiKey.generate();
    List<ApiKey> all =
        new ArrayList<>(Files.exists(keysFile) ? KeysFile.read(keysFile) : List.of());
    all.add(new ApiKey(name, role, List.of(collections), ApiKey.hash(key), Instant.now()));
    KeysFile.write(keysFile, all);
    return key;
  }

  private SecurityOptions keys() {
    return SecurityOptions.NONE.keysFile(keysFile).auditLog(audit);
  }

  private Opened open(SecurityOptions security) {
    EmbeddedDatabase database = EmbeddedDatabase.open(folder.resolve("data"));
    return new Opened(
        database,
        AkinServer.start(
            database,
            Served.OPTIONS.security(security).monitoring(MonitoringOptions.DEFAULTS.httpPort(0))));
  }

  @Test
  void onlyHashesAreKeptAndOnlyTheOwnerReadsThem() throws IOException {
    assertThat(Files.readString(keysFile)).doesNotContain(admin, reader).contains("name: boss");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keysFile)))
        .isEqualTo("rw-------");
    assertThat(RemoteOptions.DEFAULTS.apiKey(admin).toString()).doesNotContain(admin);
  }

  @Test
  void withoutAKnownKeyNothingIsAnswered() throws Exception {
    try (Opened opened = open(keys())) {
      for (RemoteOptions options :
          List.of(RemoteOptions.DEFAULTS, RemoteOptions.DEFAULTS.apiKey(ApiKey.generate()))) {
        try (RemoteDatabase client = opened.connect(options)) {
          assertThatThrownBy(client::info).isInstanceOf(AkinException.Unauthenticated.class);
          assertThatThrownBy(client::collections).isInstanceOf(AkinException.Unauthenticated.class);
        }
      }
      ManagedChannel channel =
          Grpc.newChannelBuilder(
                  "127.0.0.1:" + opened.server.port(), InsecureChannelCredentials.create())
              .build();
      HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
      channel.shutdownNow();
      int port = opened.server.httpPort().orElseThrow();
      assertThat(Http.get(port, "/healthz").statusCode()).isEqualTo(200);
      assertThat(Http.get(port, "/metrics").statusCode()).isEqualTo(401);
      assertThat(Http.get(port, "/metrics", "Authorization", "Bearer " + reader).statusCode())
          .isEqualTo(200);
      assertThat(Http.get(port, "/metrics", "Authorization", "Bearer " + tenant).statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void aWriterTellsAtItsCloseOfARefusalThatCameBefore() throws Exception {
    try (Opened opened = open(keys());
        RemoteDatabase boss = opened.connect(admin);
        RemoteDatabase looker = opened.connect(reader)) {
      boss.createCollection("docs", CollectionSpec.ofDimension(2));
      RecordWriter stream = looker.collection("docs").writer();
      try {
        stream.write(Record.of(2).vector(1, 2));
        // Time for the refusal to arrive; without it, the close meets it and says the same.
        Thread.sleep(300);
        assertThatThrownBy(stream::close).isInstanceOf(AkinException.PermissionDenied.class);
      } catch (AkinException.PermissionDenied e) {
        // The refusal was faster than the write, which told it; nothing is left to tell.
        stream.close();
      }
    }
  }

  @Test
  void rolesAllowWhatTheySay() {
    try (Opened opened = open(keys());
        RemoteDatabase boss = opened.connect(admin);
        RemoteDatabase importer = opened.connect(writer);
        RemoteDatabase looker = opened.connect(reader)) {
      boss.createCollection("docs", CollectionSpec.ofDimension(2));
      assertThatThrownBy(() -> importer.createCollection("more", CollectionSpec.ofDimension(2)))
          .isInstanceOf(AkinException.PermissionDenied.class)
          .hasMessageContaining("'importer' has the role write")
          .hasMessageContaining("needs admin");
      importer.collection("docs").upsert(Record.of(1).vector(1, 2));
      Collection docs = looker.collection("docs");
      assertThat(docs.search(Query.vector(1, 2)).hits()).hasSize(1);
      assertThatThrownBy(() -> docs.upsert(Record.of(2).vector(1, 2)))
          .isInstanceOf(AkinException.PermissionDenied.class);
      assertThatThrownBy(
              () -> {
                try (RecordWriter stream = docs.writer()) {
                  stream.write(Record.of(2).vector(1, 2));
                }
              })
          .isInstanceOf(AkinException.PermissionDenied.class);
      assertThatThrownBy(() -> looker.dropCollection("docs"))
          .isInstanceOf(AkinException.PermissionDenied.class);
      assertThat(docs.count()).isEqualTo(1);
    }
  }

  @Test
  void aLimitedKeySeesItsCollectionsOnly() {
    try (Opened opened = open(keys());
        RemoteDatabase boss = opened.connect(admin);
        RemoteDatabase limited = opened.connect(tenant)) {
      boss.createCollection("b-secret", CollectionSpec.ofDimension(2));
      boss.createCollection("shared", CollectionSpec.ofDimension(2));
      limited.createCollection("a-one", CollectionSpec.ofDimension(2));
      assertThat(limited.collections())
          .extracting(CollectionInfo::name)
          .containsExactly("a-one", "shared");
      assertThatThrownBy(() -> limited.collection("b-secret"))
          .isInstanceOf(AkinException.PermissionDenied.class);
      assertThatThrownBy(() -> limited.createCollection("b-two", CollectionSpec.ofDimension(2)))
          .isInstanceOf(AkinException.PermissionDenied.class);
      assertThatThrownBy(() -> limited.collection("a-none"))
          .isInstanceOf(AkinException.NotFound.class)
          .hasMessage("no collection 'a-none'");
      boss.setAlias("a-alias", "b-secret");
      boss.setAlias("x-alias", "shared");
      assertThat(limited.aliases()).isEqualTo(Map.of("x-alias", "shared"));
      assertThat(limited.collection("x-alias").name()).isEqualTo("shared");
      assertThatThrownBy(() -> limited.collection("a-alias"))
          .isInstanceOf(AkinException.PermissionDenied.class)
          .hasMessageNotContaining("b-secret");
      assertThatThrownBy(() -> limited.dropCollection("a-alias"))
          .isInstanceOf(AkinException.PermissionDenied.class);
      assertThatThrownBy(() -> limited.setAlias("a-mine", "a-one"))
          .isInstanceOf(AkinException.PermissionDenied.class);
      assertThatThrownBy(() -> limited.dropAlias("x-alias"))
          .isInstanceOf(AkinException.PermissionDenied.class);
      RecordWriter stream = limited.collection("a-one").writer();
      stream.write(Record.of(1).vector(1, 2));
      stream.close();
      assertThat(limited.collection("a-one").count()).isEqualTo(1);
    }
  }

  @Test
  void aRevokedKeyIsOfNoUseWithinSeconds() throws Exception {
    try (Opened opened = open(keys());
        RemoteDatabase looker = opened.connect(reader)) {
      looker.info();
      KeysFile.write(
          keysFile,
          KeysFile.read(keysFile).stream().filter(key -> !key.name().equals("reader")).toList());
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (true) {
        try {
          looker.info();
        } catch (AkinException.Unauthenticated e) {
          break;
        }
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.sleep(50);
      }
    }
  }

  @Test
  void whatAdministratorsDoIsWrittenDown() throws IOException {
    try (Opened opened = open(keys());
        RemoteDatabase boss = opened.connect(admin);
        RemoteDatabase importer = opened.connect(writer)) {
      boss.createCollection("docs", CollectionSpec.ofDimension(2));
      assertThatThrownBy(() -> importer.dropCollection("docs"));
      importer.collection("docs").upsert(Record.of(1).vector(1, 2));
      boss.dropCollection("docs");
    }
    assertThat(Files.readAllLines(audit))
        .hasSize(3)
        .allMatch(line -> line.startsWith("{\"time\":\"20"))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .contains(
                        "\"key\":\"boss\"", "CreateCollection", "\"docs\"", "\"OK\"", "127.0.0.1"),
            line ->
                assertThat(line)
                    .contains("\"key\":\"importer\"", "DropCollection", "\"PERMISSION_DENIED\""),
            line -> assertThat(line).contains("\"key\":\"boss\"", "DropCollection", "\"OK\""));
    assertThat(Files.readString(audit)).doesNotContain(admin, writer);
  }

  @Test
  void othersThanThisHostNeedKeys() {
    EmbeddedDatabase database = EmbeddedDatabase.open(folder.resolve("data"));
    try (database) {
      assertThatThrownBy(() -> AkinServer.start(database, Served.OPTIONS.host("0.0.0.0")))
          .isInstanceOf(AkinException.FailedPrecondition.class)
          .hasMessageContaining("--keys-file")
          .hasMessageContaining("--insecure-no-auth");
      AkinServer.start(database, Served.OPTIONS.host("0.0.0.0").security(keys())).close();
      AkinServer.start(
              database,
              Served.OPTIONS.host("0.0.0.0").security(SecurityOptions.NONE.insecureNoAuth(true)))
          .close();
    }
  }

  @Test
  void certificatesAreCheckedAndReloaded() throws Exception {
    Certificates first = Certificates.make(folder, "first");
    Certificates second = Certificates.make(folder, "second");
    Certificates current = Certificates.make(folder, "current");
    first.replace(current);
    TlsOptions tls =
        new TlsOptions(
            current.certificate(), current.key(), Optional.empty(), Duration.ofMillis(50));
    try (Opened opened = open(SecurityOptions.NONE.tls(tls))) {
      assertThat(trusts(opened, first)).isTrue();
      assertThat(trusts(opened, second)).isFalse();
      try (RemoteDatabase plain = opened.connect(RemoteOptions.DEFAULTS)) {
        assertThatThrownBy(plain::info).isInstanceOf(AkinException.Unavailable.class);
      }
      second.replace(current);
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!trusts(opened, second)) {
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.sleep(50);
      }
      assertThat(trusts(opened, first)).isFalse();
    }
  }

  private static boolean trusts(Opened opened, Certificates authority) {
    ClientTls tls = ClientTls.DEFAULTS.ca(authority.certificate());
    try (RemoteDatabase client = opened.connect(RemoteOptions.DEFAULTS.tls(tls))) {
      client.info();
      return true;
    } catch (AkinException.Unavailable e) {
      return false;
    }
  }

  @Test
  void clientsShowACertificate() throws Exception {
    Certificates server = Certificates.make(folder, "server");
    Certificates known = Certificates.make(folder, "known");
    Certificates stranger = Certificates.make(folder, "stranger");
    TlsOptions tls =
        new TlsOptions(
            server.certificate(),
            server.key(),
            Optional.of(known.certificate()),
            TlsOptions.DEFAULT_RELOAD);
    try (Opened opened = open(SecurityOptions.NONE.tls(tls))) {
      ClientTls trusting = ClientTls.DEFAULTS.ca(server.certificate());
      try (RemoteDatabase client =
          opened.connect(
              RemoteOptions.DEFAULTS.tls(trusting.certificate(known.certificate(), known.key())))) {
        client.info();
      }
      for (ClientTls other :
          List.of(trusting, trusting.certificate(stranger.certificate(), stranger.key()))) {
        try (RemoteDatabase client = opened.connect(RemoteOptions.DEFAULTS.tls(other))) {
          assertThatThrownBy(client::info).isInstanceOf(AkinException.Unavailable.class);
        }
      }
    }
  }

  @Test
  void everyCallHasARight() {
    for (ServiceDescriptor service :
        List.of(
            CollectionServiceGrpc.getServiceDescriptor(),
            RecordServiceGrpc.getServiceDescriptor(),
            SearchServiceGrpc.getServiceDescriptor(),
            EmbeddingServiceGrpc.getServiceDescriptor(),
            BackupServiceGrpc.getServiceDescriptor(),
            SnapshotServiceGrpc.getServiceDescriptor(),
            SystemServiceGrpc.getServiceDescriptor())) {
      service
          .getMethods()
          .forEach(
              method -> {
                Right right = Rights.of(method.getFullMethodName());
                assertThat(Rights.lists(method.getFullMethodName()))
                    .as(method.getFullMethodName() + " is to be listed in Rights")
                    .isTrue();
                if (!right.field().isEmpty()) {
                  var supplier = (ProtoMethodDescriptorSupplier) method.getSchemaDescriptor();
                  assertThat(
                          supplier
                              .getMethodDescriptor()
                              .getInputType()
                              .findFieldByName(right.field()))
                      .isNotNull();
                }
              });
    }
    assertThat(Rights.of("akin.v1.NewService/New").role()).isEqualTo(Role.ADMIN);
    assertThat(Rights.of("akin.v1.NewService/New").scope()).isEqualTo(Right.Scope.SERVER);
  }

  private record Opened(EmbeddedDatabase database, AkinServer server) implements AutoCloseable {
    RemoteDatabase connect(String key) {
      return connect(RemoteOptions.DEFAULTS.apiKey(key));
    }

    RemoteDatabase connect(RemoteOptions options) {
      return RemoteDatabase.connect("127.0.0.1:" + server.port(), options);
    }

    @Override
    public void close() {
      server.close();
      database.close();
    }
  }
}
