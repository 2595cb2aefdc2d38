package dev.akin.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.api.AlterResult;
import dev.akin.api.Alteration;
import dev.akin.api.AlterationInfo;
import dev.akin.api.CollectionInfo;
import dev.akin.api.CollectionSpec;
import dev.akin.api.DatabaseInfo;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Example;
import dev.akin.api.FilterStats;
import dev.akin.api.FullTextInfo;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Fusion;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.api.OptimizeOptions;
import dev.akin.api.OptimizeProgress;
import dev.akin.api.OptimizeResult;
import dev.akin.api.PayloadIndexInfo;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Purpose;
import dev.akin.api.Query;
import dev.akin.api.RecommendStrategy;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Rerank;
import dev.akin.api.SearchPlan;
import dev.akin.api.SearchResult;
import dev.akin.api.SearchStats;
import dev.akin.api.SparseVector;
import dev.akin.api.SyncMode;
import dev.akin.api.Target;
import dev.akin.api.TextAnalyzer;
import dev.akin.api.UpsertResult;
import dev.akin.api.Value;
import dev.akin.api.VectorInfo;
import dev.akin.api.VectorSpec;
import dev.akin.api.WriteCondition;
import dev.akin.api.filter.FilterParser;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchCost;
import dev.akin.api.index.SearchParams;
import dev.akin.proto.v1.CollectionProto;
import dev.akin.proto.v1.EmbeddingProto;
import dev.akin.proto.v1.RecordProto;
import dev.akin.proto.v1.SearchProto;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MessagesTest {
  private static final long SEED = Long.getLong("test.seed", 7);

  @Test
  void randomRecordsSurviveTheWire() throws InvalidProtocolBufferException {
    RandomRecords records = new RandomRecords(new Random(SEED));
    for (int i = 0; i < 500; i++) {
      Record record = records.next();
      byte[] bytes = RecordMessages.toProto(record).toByteArray();
      Record read = RecordMessages.toApi("record", RecordProto.Record.parseFrom(bytes));
      assertThat(read).as("record %d of seed %d", i, SEED).isEqualTo(record);
      assertThat(List.copyOf(read.payload().keySet()))
          .as("payload order of record %d of seed %d", i, SEED)
          .isEqualTo(List.copyOf(record.payload().keySet()));
    }
  }

  @Test
  void theDeepestPayloadFitsAnAnswerAndADeeperOneIsRefused() throws InvalidProtocolBufferException {
    Record deepest = Record.of(1).put("x", nested(Value.MAX_DEPTH));
    SearchResult result =
        new SearchResult(
            List.of(new Hit(deepest, 1, 0)),
            new SearchStats("exact", SearchCost.NONE, Optional.empty(), 0, 0, 0));
    byte[] bytes =
        SearchProto.SearchResponse.newBuilder()
            .setResult(SearchMessages.toProto(result))
            .build()
            .toByteArray();
    SearchProto.SearchResponse read = SearchProto.SearchResponse.parseFrom(bytes);
    assertThat(SearchMessages.toApi(read.getResult())).isEqualTo(result);

    Record deeper = Record.of(1).put("x", nested(Value.MAX_DEPTH + 1));
    assertRefused(() -> RecordMessages.toProto(deeper), "payload['x'] must nest at most 24 deep");
  }

  @Test
  void collectionsSurviveTheWire() {
    CollectionSpec spec =
        CollectionSpec.empty()
            .sync(SyncMode.INTERVAL)
            .ttl(Duration.ofMillis(1_234_567))
            .vector(
                "words",
                VectorSpec.ofEmbedder("minilm")
                    .metric(Metric.DOT)
                    .index(new HnswConfig(8, 99, -5))
                    .keepSource(false))
            .vector(
                "default",
                VectorSpec.ofDimension(VectorSpec.MAX_DIMENSION)
                    .metric(Metric.MANHATTAN)
                    .index(FlatConfig.DEFAULTS))
            .vector(
                "lists",
                VectorSpec.ofDimension(2)
                    .index(new IvfConfig(99, -7))
                    .quantizer(new QuantizerConfig.Rabitq(3)))
            .vector(
                "products",
                VectorSpec.ofDimension(20)
                    .index(IvfConfig.DEFAULTS)
                    .quantizer(new QuantizerConfig.Pq(7, 8)))
            .vector("bits", VectorSpec.ofDimension(9).metric(Metric.HAMMING))
            .vector("third", VectorSpec.ofDimension(1).metric(Metric.EUCLIDEAN));
    assertThat(CollectionMessages.toApi(CollectionMessages.toProto(spec))).isEqualTo(spec);

    CollectionInfo info =
        new CollectionInfo(
            "c",
            3_000_000_000L,
            SyncMode.OS,
            Optional.of(Duration.ofDays(30)),
            Map.of("default", new VectorInfo(VectorSpec.ofDimension(3), 5, 6, 1L << 40)),
            Map.of(
                "lang",
                new PayloadIndexInfo(PayloadIndexType.KEYWORD, true),
                "a.b",
                new PayloadIndexInfo(PayloadIndexType.DATETIME, false)),
            4_000_000_000L,
            Optional.of(
                new FullTextInfo(
                    new FullTextSpec(List.of("title"), List.of("default"), TextAnalyzer.ENGLISH),
                    true)),
            Optional.of(
                new OptimizeProgress(
                    "copying", 0.25, Duration.ofMillis(1500), Optional.of(Duration.ofSeconds(4)))),
            Optional.of(
                new AlterationInfo(
                    "drop vector 'a'",
                    new OptimizeProgress("copying", 0, Duration.ZERO, Optional.empty()),
                    Optional.of("disk is full"))));
    assertThat(CollectionMessages.toApi(CollectionMessages.toProto(info))).isEqualTo(info);
  }

  @Test
  void alterations() {
    VectorSpec spec = VectorSpec.ofEmbedder("m").metric(Metric.DOT).keepSource(false);
    for (Alteration alteration :
        List.of(
            Alteration.Index.of("a", IvfConfig.DEFAULTS),
            new Alteration.Index("a", Optional.empty(), Optional.of(new QuantizerConfig.Rabitq(3))),
            new Alteration.Index("a", Optional.empty(), Optional.of(QuantizerConfig.NONE)),
            new Alteration.AddVector("b", spec, Optional.of("a"), true),
            new Alteration.AddVector("b", VectorSpec.ofDimension(3), Optional.empty(), false),
            new Alteration.DropVector("c"),
            Alteration.Reembed.of("d", "m"),
            new Alteration.Reembed("d", "m", 7, Optional.of(Metric.MANHATTAN), true))) {
      assertThat(AlterMessages.toApi(AlterMessages.toProto("docs", alteration)))
          .isEqualTo(alteration);
    }
    AlterResult result = new AlterResult(3_000_000_000L, 2, 1, Duration.ofSeconds(9));
    assertThat(AlterMessages.toApi(AlterMessages.toProto(result))).isEqualTo(result);
  }

  @Test
  void optimizationsComeBackAsTheyWere() {
    OptimizeOptions options = new OptimizeOptions(3, true);
    assertThat(OptimizeMessages.toApi(OptimizeMessages.toProto("c", options))).isEqualTo(options);
    OptimizeProgress begun = new OptimizeProgress("x", 0, Duration.ZERO, Optional.empty());
    assertThat(OptimizeMessages.toApi(OptimizeMessages.toProto(begun))).isEqualTo(begun);
    OptimizeResult result = new OptimizeResult(true, 5L << 32, 7L << 32, Duration.ofMillis(12_345));
    assertThat(OptimizeMessages.toApi(OptimizeMessages.toProto(result))).isEqualTo(result);
  }

  @Test
  void whatASpecificationLeavesOutTakesTheDefaults() {
    CollectionProto.CollectionSpec message =
        CollectionProto.CollectionSpec.newBuilder()
            .putVectors("default", CollectionProto.VectorSpec.newBuilder().setDimension(7).build())
            .build();
    assertThat(CollectionMessages.toApi(message)).isEqualTo(CollectionSpec.ofDimension(7));
    CollectionSpec many =
        CollectionMessages.toApi(
            withHnsw(CollectionProto.HnswConfig.newBuilder().setM(256).build()));
    assertThat(many.vectors().get("default").index()).isEqualTo(new HnswConfig(256, 256, 42));
  }

  @Test
  void queriesSurviveTheWireWithoutTheirTimeout() {
    List<Query> queries =
        List.of(
            Query.text("salt water").k(Query.MAX_K).efSearch(77).include(Set.of()),
            Query.vector(1, -2.5f, 0).using("words").exact().include(Include.ALL),
            Query.vector(4).nprobe(12),
            Query.vector(4).slack(0.125),
            Query.vector(4).targetRecall(0.95).minScore(-0.5),
            Query.like(RecordId.of("a")),
            Query.recommend(
                List.of(Example.text("sea"), Example.record(RecordId.of(7))),
                List.of(Example.vector(1, 2))),
            Query.like(RecordId.of("b")).mmr(0.25),
            Query.recommend(
                List.of(Example.text("sea")),
                List.of(Example.text("land")),
                RecommendStrategy.BEST_SCORE),
            Query.fullText("sea").groupBy("author.name", 3),
            Query.text("sea").explain(true),
            Query.text("sea").rerank("cross", 70),
            Query.like(RecordId.of("b")).rerank(new Rerank("cross", 20, "a.b").query("sea")),
            Query.hybrid("sea"),
            Query.sparse("a.b", new SparseVector(Map.of("sea", 1.5, "7", -2.0))),
            Query.of(
                new Target.Fused(
                    List.of(Query.fullText("a").minScore(1), Query.vector(1).nprobe(3)),
                    Fusion.DBSF,
                    List.of(0.25, 2.0))),
            Query.image(new byte[] {1, 2}).k(1).filter(FilterParser.parse("price < 20")));
    for (Query query : queries) {
      assertThat(SearchMessages.toApi("query", SearchMessages.toProto(query), Optional.empty()))
          .isEqualTo(query);
    }
    Query timed = Query.text("x").timeout(Duration.ofMillis(5));
    assertThat(SearchMessages.toApi("query", SearchMessages.toProto(timed), timed.timeout()))
        .isEqualTo(timed);
  }

  @Test
  void whatAQueryLeavesOutTakesTheDefaults() {
    SearchProto.Query message =
        SearchProto.Query.newBuilder()
            .setInput(RecordProto.Input.newBuilder().setText("sea"))
            .build();
    assertThat(SearchMessages.toApi("query", message, Optional.empty()))
        .isEqualTo(Query.text("sea"));
  }

  private static SearchPlan.IndexStep step(SearchPlan.Method method) {
    return new SearchPlan.IndexStep(
        "words",
        "hnsw",
        "sq8",
        method,
        5,
        4,
        1L << 40,
        Optional.of(new SearchParams.Hnsw(70, 0.25)).map(SearchParams.class::cast),
        11,
        new SearchCost(1, 2, 3, 4),
        12);
  }

  @Test
  void resultsSurviveTheWire() {
    SearchResult result =
        new SearchResult(
            List.of(
                new Hit(Record.of("a").put("n", 1), -0f, Float.MIN_VALUE),
                new Hit(Record.of("b"), 1, 2, Optional.of(new Value.Int(-7)))),
            new SearchStats(
                "hnsw+tail",
                new SearchCost(1, 2, 9, 10),
                Optional.of(new FilterStats(6, 7, 8)),
                3,
                4,
                5,
                11),
            Optional.of(
                new SearchPlan(
                    List.of(
                        new SearchPlan.FilterStep(
                            "a = 1 and b", 9, 8, 7, Set.of("a", "c"), Set.of("a", "b"), 6)),
                    Arrays.stream(SearchPlan.Method.values()).map(MessagesTest::step).toList(),
                    3)));
    assertThat(SearchMessages.toApi(SearchMessages.toProto(result))).isEqualTo(result);
    UpsertResult upsert = new UpsertResult(3, 1L << 40);
    assertThat(RecordMessages.toApi(RecordMessages.toProto(upsert))).isEqualTo(upsert);
    UpsertResult refused = new UpsertResult(0, 1, List.of(RecordId.of(1), RecordId.of("a")));
    assertThat(RecordMessages.toApi(RecordMessages.toProto(refused))).isEqualTo(refused);
    for (WriteCondition condition : WriteCondition.values()) {
      RecordProto.UpsertRequest request =
          RecordProto.UpsertRequest.newBuilder()
              .setCondition(RecordMessages.toProto(condition))
              .build();
      assertThat(RecordMessages.conditionToApi(request)).isEqualTo(condition);
    }
  }

  @Test
  void modelsSurviveTheWire() {
    ModelInfo model =
        new ModelInfo("clip", 512, Set.of(Modality.values()), Metric.EUCLIDEAN, 77, "sha:1");
    assertThat(ModelMessages.toApi(ModelMessages.toProto(model))).isEqualTo(model);
    DatabaseInfo info = new DatabaseInfo("1", "25", "scalar", 1L << 40);
    assertThat(ModelMessages.toApi(ModelMessages.toProto(info))).isEqualTo(info);
    for (EmbedOptions options :
        List.of(EmbedOptions.DOCUMENT, new EmbedOptions(Purpose.QUERY, false))) {
      EmbeddingProto.EmbedRequest request =
          ModelMessages.toProto("m", List.of(Input.text("x")), options);
      assertThat(ModelMessages.optionsToApi(request)).isEqualTo(options);
      assertThat(RecordMessages.inputsToApi("inputs", request.getInputsList()))
          .containsExactly(Input.text("x"));
    }
    assertThat(ModelMessages.optionsToApi(EmbeddingProto.EmbedRequest.getDefaultInstance()))
        .isEqualTo(EmbedOptions.DOCUMENT);
  }

  @Test
  void wrongIdsAreNamed() {
    RecordProto.RecordId good = RecordProto.RecordId.newBuilder().setNumber(0).build();
    assertRefused(
        () -> RecordMessages.idsToApi(List.of(good, RecordProto.RecordId.getDefaultInstance())),
        "ids[1] is missing: set one of text, number or uuid");
    assertRefused(
        () ->
            RecordMessages.idsToApi(
                List.of(id().setUuid(ByteString.copyFrom(new byte[15])).build())),
        "ids[0].uuid must be 16 bytes: 15");
    assertRefused(
        () -> RecordMessages.idsToApi(List.of(id().setText("").build())),
        "ids[0]: id must not be empty");
    assertRefused(
        () -> RecordMessages.idsToApi(List.of(id().setText("x".repeat(513)).build())),
        "ids[0]: id must be at most 512 UTF-8 bytes: 513");
  }

  @Test
  void wrongRecordsAreNamed() {
    assertRefused(
        () -> RecordMessages.recordsToApi(List.of(RecordProto.Record.getDefaultInstance())),
        "records[0].id is missing");
    assertRefused(
        () -> read(record().putVectors("v", RecordProto.Vector.getDefaultInstance())),
        "records[0].vectors['v']: vector must not be empty");
    assertRefused(
        () -> read(record().putVectors("v", vector(1, Float.NaN))),
        "records[0].vectors['v']: vector must be finite: value 1 is NaN");
    assertRefused(
        () -> read(record().putSources("s", RecordProto.Input.getDefaultInstance())),
        "records[0].sources['s'] is missing");
    assertRefused(
        () ->
            read(
                record()
                    .putSources("s", RecordProto.Input.newBuilder().setVector(vector(1)).build())),
        "sources['s'] is a vector");
    assertRefused(
        () -> read(record().putPayload("p", RecordProto.Value.getDefaultInstance())),
        "records[0]: payload['p'] is missing");
    assertRefused(
        () ->
            read(record().putPayload("p", RecordProto.Value.newBuilder().setReal(1 / 0.0).build())),
        "payload['p']: payload number must be finite: Infinity");
    RecordProto.Value hollow =
        RecordProto.Value.newBuilder()
            .setList(
                RecordProto.ValueList.newBuilder()
                    .addValues(RecordProto.Value.getDefaultInstance()))
            .build();
    assertRefused(
        () -> read(record().putPayload("p", hollow)), "records[0]: payload['p'][0] is missing");
  }

  @Test
  void wrongQueriesAreNamed() {
    assertRefused(() -> query(SearchProto.Query.newBuilder()), "query.input is missing");
    assertRefused(() -> query(textQuery().setK(0)), "k must be 1 to 10000: 0");
    assertRefused(
        () -> query(textQuery().setK(-1)), "query.k must be at most 2147483647: 4294967295");
    assertRefused(
        () -> query(textQuery().setParams(SearchProto.SearchParams.getDefaultInstance())),
        "query.params is missing: set one of hnsw, ivf, target_recall or exact");
    assertRefused(
        () ->
            query(
                textQuery()
                    .setParams(
                        SearchProto.SearchParams.newBuilder()
                            .setHnsw(SearchProto.HnswSearchParams.getDefaultInstance()))),
        "query.params.hnsw: efSearch must be 1 to 100000: 0");
    assertRefused(
        () ->
            query(
                textQuery()
                    .setParams(
                        SearchProto.SearchParams.newBuilder()
                            .setTargetRecall(
                                SearchProto.TargetRecallSearchParams.getDefaultInstance()))),
        "query.params.target_recall: targetRecall must be above 0 and below 1: 0.0");
    assertRefused(
        () ->
            query(
                textQuery()
                    .setInclude(
                        RecordProto.IncludeSet.newBuilder().addPartsValue(3).addPartsValue(9))),
        "include.parts[1] is unspecified or unknown to this version: 9");
  }

  @Test
  void wrongSpecificationsAreNamed() {
    assertRefused(
        () ->
            CollectionMessages.toApi(
                withHnsw(CollectionProto.HnswConfig.newBuilder().setM(1).build())),
        "spec.vectors['default'].index.hnsw: m must be 2 to 256: 1");
    assertRefused(
        () ->
            CollectionMessages.toApi(
                CollectionProto.CollectionSpec.newBuilder()
                    .putVectors("x", CollectionProto.VectorSpec.getDefaultInstance())
                    .build()),
        "spec.vectors['x']: dimension must be 1 to 65536: 0");
    assertRefused(
        () ->
            CollectionMessages.toApi(
                CollectionProto.CollectionSpec.newBuilder().setSyncValue(17).build()),
        "sync is unspecified or unknown to this version: 17");
    assertRefused(
        () ->
            CollectionMessages.toApi(
                CollectionProto.CollectionSpec.newBuilder()
                    .putVectors(
                        "x",
                        CollectionProto.VectorSpec.newBuilder()
                            .setDimension(1)
                            .setMetricValue(9)
                            .build())
                    .build()),
        "spec.vectors['x'].metric is unspecified or unknown to this version: 9");
    assertRefused(
        () ->
            CollectionMessages.toApi(
                "timeout", com.google.protobuf.Duration.newBuilder().setSeconds(-1).build()),
        "timeout must be 0 or longer");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(InvalidArgument.class).hasMessageContaining(message);
  }

  private static Value nested(int depth) {
    Value value = new Value.Int(depth);
    for (int i = 1; i < depth; i++) {
      value = new Value.Fields(Map.of("f", value));
    }
    return value;
  }

  private static CollectionProto.CollectionSpec withHnsw(CollectionProto.HnswConfig hnsw) {
    return CollectionProto.CollectionSpec.newBuilder()
        .putVectors(
            "default",
            CollectionProto.VectorSpec.newBuilder()
                .setDimension(1)
                .setIndex(CollectionProto.IndexConfig.newBuilder().setHnsw(hnsw))
                .build())
        .build();
  }

  private static RecordProto.RecordId.Builder id() {
    return RecordProto.RecordId.newBuilder();
  }

  private static RecordProto.Record.Builder record() {
    return RecordProto.Record.newBuilder().setId(RecordMessages.toProto(RecordId.of(1)));
  }

  private static List<Record> read(RecordProto.Record.Builder record) {
    return RecordMessages.recordsToApi(List.of(record.build()));
  }

  private static RecordProto.Vector vector(float... values) {
    return RecordMessages.toProto(values);
  }

  private static SearchProto.Query.Builder textQuery() {
    return SearchProto.Query.newBuilder().setInput(RecordProto.Input.newBuilder().setText("sea"));
  }

  private static Query query(SearchProto.Query.Builder query) {
    return SearchMessages.toApi("query", query.build(), Optional.empty());
  }
}
