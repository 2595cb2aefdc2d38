package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Record;
import dev.akin.api.UpsertResult;
import dev.akin.api.WriteCondition;
import dev.akin.client.RemoteOptions;
import dev.akin.server.monitoring.MonitoringOptions;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Health, reflection and the end of a server. */
@Timeout(60)
class LifecycleTest {
  private static final String COUNT = "/akin.v1.RecordService/Count";

  @Test
  void allServicesAreHealthyAndListed() {
    try (Served served = Served.over(new FakeCollection())) {
      List<String> services =
          List.of(
              "akin.v1.CollectionService",
              "akin.v1.RecordService",
              "akin.v1.SearchService",
              "akin.v1.EmbeddingService",
              "akin.v1.SystemService");
      HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(served.channel());
      assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
          .isEqualTo(ServingStatus.SERVING);
      for (String service : services) {
        HealthCheckRequest request = HealthCheckRequest.newBuilder().setService(service).build();
        assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.SERVING);
      }
      assertThat(reflect(served)).containsAll(services).contains("grpc.health.v1.Health");
    }
  }

  @Test
  void whatIsInFlightEndsBeforeTheServerDoes() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    FakeCollection slow = slow(begun, release);
    try (Served served = Served.over(slow)) {
      Iterator<HealthCheckResponse> health =
          HealthGrpc.newBlockingStub(served.channel())
              .watch(HealthCheckRequest.getDefaultInstance());
      assertThat(health.next().getStatus()).isEqualTo(ServingStatus.SERVING);
      CompletableFuture<UpsertResult> inFlight =
          served.collection().upsertAsync(List.of(Record.of(1))).toCompletableFuture();
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Void> closing = CompletableFuture.runAsync(served.server()::close);
      assertThat(health.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
      served.channel().shutdownNow();
      Thread.sleep(200);
      assertThat(closing).isNotDone();
      assertThat(inFlight).isNotDone();
      assertThatThrownBy(() -> served.client().collections())
          .isInstanceOf(AkinException.Unavailable.class);
      release.countDown();
      assertThat(inFlight.join()).isEqualTo(new UpsertResult(1, 0));
      closing.join();
      served.server().awaitTermination();
    }
  }

  @Test
  void anHttpCallInFlightHasTheSameGrace() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ServerOptions http = Served.OPTIONS.monitoring(MonitoringOptions.DEFAULTS.httpPort(0));
    try (Served served = Served.over(slow(begun, release), http, RemoteOptions.DEFAULTS)) {
      int port = served.server().httpPort().orElseThrow();
      CompletableFuture<HttpResponse<String>> inFlight = upsert(port);
      begun.await();
      CompletableFuture<Void> closing = CompletableFuture.runAsync(served.server()::close);
      // Until the server stops, such a call is answered well.
      while (Http.post(port, COUNT, "{\"collection\": \"fake\"}").statusCode() == 200) {
        Thread.onSpinWait();
      }
      assertThat(closing).isNotDone();
      assertThat(inFlight).isNotDone();
      release.countDown();
      HttpResponse<String> answer = inFlight.join();
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"inserted\":\"1\"");
      closing.join();
    }
  }

  @Test
  void theGraceOfAnHttpCallHasAnEnd() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ServerOptions hasty =
        Served.OPTIONS
            .grace(Duration.ofMillis(200))
            .monitoring(MonitoringOptions.DEFAULTS.httpPort(0));
    try (Served served = Served.over(slow(begun, release), hasty, RemoteOptions.DEFAULTS)) {
      CompletableFuture<HttpResponse<String>> inFlight =
          upsert(served.server().httpPort().orElseThrow());
      begun.await();
      CompletableFuture<Void> closing = CompletableFuture.runAsync(served.server()::close);
      // The call still runs; nobody waits for it any more.
      assertThat(
              inFlight.handle((answer, failure) -> failure != null || answer.statusCode() != 200))
          .succeedsWithin(Duration.ofSeconds(30))
          .isEqualTo(true);
      release.countDown();
      closing.join();
    }
  }

  private static CompletableFuture<HttpResponse<String>> upsert(int port) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Http.post(
                port,
                "/akin.v1.RecordService/Upsert",
                "{\"collection\": \"fake\", \"records\": [{\"id\": {\"number\": \"1\"}}]}");
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
  }

  @Test
  void graceHasAnEnd() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ServerOptions hasty = Served.OPTIONS.grace(Duration.ofMillis(200));
    try (Served served = Served.over(slow(begun, release), hasty, RemoteOptions.DEFAULTS)) {
      CompletableFuture<UpsertResult> inFlight =
          served.collection().upsertAsync(List.of(Record.of(1))).toCompletableFuture();
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Void> closing = CompletableFuture.runAsync(served.server()::close);
      assertThatThrownBy(inFlight::join).hasCauseInstanceOf(AkinException.class);
      release.countDown();
      closing.join();
    }
  }

  private static FakeCollection slow(CountDownLatch begun, CountDownLatch release) {
    return new FakeCollection() {
      @Override
      public UpsertResult upsert(List<Record> records, WriteCondition condition) {
        begun.countDown();
        try {
          release.await();
        } catch (InterruptedException e) {
          throw new AssertionError("a write was interrupted", e);
        }
        return super.upsert(records, condition);
      }
    };
  }

  private static List<String> reflect(Served served) {
    CompletableFuture<List<String>> names = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> asking =
        ServerReflectionGrpc.newStub(served.channel())
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse answer) {
                    names.complete(
                        answer.getListServicesResponse().getServiceList().stream()
                            .map(ServiceResponse::getName)
                            .toList());
                  }

                  @Override
                  public void onError(Throwable failure) {
                    names.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    names.completeExceptionally(new AssertionError("no answer"));
                  }
                });
    asking.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    List<String> list = names.orTimeout(10, TimeUnit.SECONDS).join();
    asking.onCompleted();
    return list;
  }
}
