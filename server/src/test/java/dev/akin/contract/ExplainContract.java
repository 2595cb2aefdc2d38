package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Fusion;
import dev.akin.api.Input;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SearchPlan;
import dev.akin.api.SearchPlan.Method;
import dev.akin.api.SearchResult;
import dev.akin.api.VectorSpec;
import dev.akin.api.filter.FilterParser;
import dev.akin.api.filter.Filters;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchCost;
import dev.akin.api.index.SearchParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A search says how it was done, and that is what it did. */
interface ExplainContract extends Fixture {
  @Test
  default void onlyWhoAsksIsToldAndTheHitsAreTheSame() {
    Collection c = create(2);
    c.upsert(Record.of(1).vector(1, 2), Record.of(2).vector(2, 1));
    SearchResult plain = c.search(Query.vector(1, 2));
    SearchResult explained = c.search(Query.vector(1, 2).explain(true));
    assertThat(plain.plan()).isEmpty();
    assertThat(explained.hits()).isEqualTo(plain.hits());
    SearchPlan plan = explained.plan().orElseThrow();
    assertThat(plan.filters()).isEmpty();
    assertThat(plan.attempts()).isEqualTo(1);
    SearchPlan.IndexStep step = only(explained);
    assertThat(step.vector()).isEqualTo("default");
    assertThat(step.index()).isEqualTo("hnsw");
    assertThat(step.quantizer()).isEqualTo("none");
    assertThat(step.method()).isEqualTo(Method.SCAN);
    assertThat(step.k()).isEqualTo(2);
    assertThat(step.found()).isEqualTo(2);
    assertThat(step.accepted()).isEqualTo(2);
    assertThat(step.params()).isEmpty();
    assertThat(step.cost()).isEqualTo(new SearchCost(2, 0, 2, 0));
    assertThat(step.nanos()).isPositive();
  }

  private static SearchPlan.IndexStep only(SearchResult result) {
    SearchPlan plan = result.plan().orElseThrow();
    assertThat(plan.searches()).hasSize(1);
    return plan.searches().getFirst();
  }

  @Test
  default void filtersTellWhatIndexesKnewAndWhatWasRead() {
    Collection c = create(1);
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      records.add(
          Record.of(i).vector(i).put("lang", i % 4 == 0 ? "en" : "de").put("price", i).put("n", i));
    }
    c.upsert(records);
    c.createPayloadIndex("lang", PayloadIndexType.KEYWORD);
    c.createPayloadIndex("n", PayloadIndexType.NUMBER);
    c.awaitIndexed(PATIENCE);
    Query query = Query.vector(1).explain(true);

    SearchPlan.FilterStep both = filter(c, query, "lang = 'en' and price < 20 and n < 90");
    assertThat(both.filter()).contains("price < 20");
    assertThat(both.estimated()).isEqualTo(23);
    assertThat(both.matched()).isEqualTo(5);
    assertThat(both.scanned()).isEqualTo(23);
    assertThat(both.indexes()).containsExactlyInAnyOrder("lang", "n");
    assertThat(both.fields()).containsExactlyInAnyOrder("lang", "price", "n");

    SearchPlan.FilterStep indexed = filter(c, query, "lang = 'en' or not n < 98");
    assertThat(indexed.estimated()).isEqualTo(27);
    assertThat(indexed.matched()).isEqualTo(27);
    assertThat(indexed.scanned()).isZero();
    assertThat(indexed.indexes()).containsExactlyInAnyOrder("lang", "n");
    assertThat(indexed.fields()).isEmpty();

    SearchPlan.FilterStep read = filter(c, query, "lang = 'en' or price exists or a.b > 1");
    assertThat(read.estimated()).isEqualTo(100);
    assertThat(read.matched()).isEqualTo(100);
    assertThat(read.indexes()).isEmpty();
    assertThat(read.fields()).containsExactlyInAnyOrder("lang", "price", "a.b");

    SearchResult few = c.search(query.filter(FilterParser.parse("price < 20")));
    assertThat(only(few).method()).isEqualTo(Method.FILTERED_SCAN);
    assertThat(only(few).accepted()).isEqualTo(20);
    assertThat(few.stats().filter().orElseThrow().nanos())
        .isEqualTo(few.plan().orElseThrow().filters().getFirst().nanos());
  }

  private static SearchPlan.FilterStep filter(Collection c, Query query, String filter) {
    SearchPlan plan = c.search(query.filter(FilterParser.parse(filter))).plan().orElseThrow();
    assertThat(plan.filters()).hasSize(1);
    return plan.filters().getFirst();
  }

  @Test
  default void indexesTellWhatTheyWentBy() {
    Random random = new Random(SEED);
    CollectionSpec spec =
        CollectionSpec.empty()
            .vector("graph", VectorSpec.ofDimension(16).index(HnswConfig.DEFAULTS))
            .vector(
                "codes",
                VectorSpec.ofDimension(16)
                    .index(HnswConfig.DEFAULTS)
                    .quantizer(QuantizerConfig.Sq8.DEFAULTS))
            .vector("lists", VectorSpec.ofDimension(16).index(new IvfConfig(32, 1)))
            .vector("flat", VectorSpec.ofDimension(16).index(FlatConfig.DEFAULTS));
    Collection c = db().createCollection("c", spec);
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      Record record = Record.of(i).put("n", i);
      float[] vector = Fixture.randomVector(random, 16);
      for (String name : List.of("graph", "codes", "lists", "flat")) {
        record = record.with(name, new Input.Vector(vector));
      }
      records.add(record);
    }
    c.upsert(records);
    c.awaitIndexed(PATIENCE);
    Query query = Query.vector(Fixture.randomVector(random, 16)).include(Set.of()).explain(true);

    SearchPlan.IndexStep walk = only(c.search(query.using("graph").efSearch(77)));
    assertThat(walk.method()).isEqualTo(Method.INDEX);
    assertThat(walk.params()).contains(new SearchParams.Hnsw(77));
    assertThat(walk.cost().hops()).isPositive();
    assertThat(walk.cost().scanned()).isZero();
    assertThat(walk.cost().rescored()).isZero();
    assertThat(walk.tail()).isZero();
    SearchResult wanted = c.search(query.using("graph").targetRecall(0.9));
    assertThat(only(wanted).params()).containsInstanceOf(SearchParams.Hnsw.class);
    assertThat(only(wanted).cost()).isEqualTo(wanted.stats().cost());
    // Most of what is near matches, but a walk that keeps so many would cost more than a third of a
    // scan.
    SearchPlan.IndexStep givenUp =
        only(c.search(query.using("graph").efSearch(35).filter(Filters.lessThan("n", 2_400))));
    assertThat(givenUp.method()).isEqualTo(Method.INDEX_THEN_SCAN);
    assertThat(givenUp.cost().scanned()).isEqualTo(2_400);
    assertThat(givenUp.params()).contains(new SearchParams.Hnsw(35));

    SearchPlan.IndexStep coded = only(c.search(query.using("codes").efSearch(64)));
    assertThat(coded.quantizer()).isEqualTo("sq8");
    assertThat(coded.cost().rescored()).isEqualTo(30);

    SearchPlan.IndexStep probed = only(c.search(query.using("lists").nprobe(3)));
    assertThat(probed.index()).isEqualTo("ivf");
    assertThat(probed.method()).isEqualTo(Method.INDEX);
    assertThat(probed.params()).contains(new SearchParams.Ivf(3));
    assertThat(probed.cost().hops()).isEqualTo(3);
    assertThat(only(c.search(query.using("lists"))).params()).contains(new SearchParams.Ivf(16));
    SearchPlan.IndexStep scanned =
        only(c.search(query.using("lists").nprobe(32).filter(Filters.lessThan("n", 1_500))));
    assertThat(scanned.method()).isEqualTo(Method.FILTERED_SCAN);
    assertThat(scanned.params()).isEmpty();

    SearchPlan.IndexStep all = only(c.search(query.using("flat")));
    assertThat(all.index()).isEqualTo("flat");
    assertThat(all.method()).isEqualTo(Method.SCAN);
    assertThat(all.cost()).isEqualTo(new SearchCost(2_500, 0, 2_500, 0));
  }

  @Test
  default void aWalkAmongMatchesIsTold() {
    Random random = new Random(SEED);
    Collection c = create(4);
    c.upsert(Fixture.randomRecords(random, 6_000, 4));
    c.awaitIndexed(PATIENCE);
    Query query = Query.vector(Fixture.randomVector(random, 4)).include(Set.of()).explain(true);
    SearchPlan.IndexStep step =
        only(c.search(query.efSearch(20).filter(Filters.lessThan("n", 5_900))));
    assertThat(step.method()).isEqualTo(Method.FILTERED_INDEX);
    assertThat(step.accepted()).isEqualTo(5_900);
    assertThat(step.params()).contains(new SearchParams.Hnsw(20));
    assertThat(step.cost().scanned()).isZero();
  }

  @Test
  default void everySearchOfAQueryIsTold() {
    Collection c = db().createCollection("c", CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS));
    c.createFullTextIndex(FullTextSpec.ofFields("t"));
    c.upsert(
        Record.of(1).text("abc").put("t", "word"), Record.of(2).text("xyz").put("t", "other word"));
    c.awaitIndexed(PATIENCE);
    Query vector = Query.text("abc").k(7).filter(Filters.eq("t", "word"));
    Query words = Query.fullText("word").k(20);
    SearchPlan plan =
        c.search(Query.fused(Fusion.RRF, vector, words).explain(true)).plan().orElseThrow();
    assertThat(plan.filters()).hasSize(1);
    assertThat(plan.searches())
        .extracting(SearchPlan.IndexStep::method)
        .containsExactly(Method.FILTERED_SCAN, Method.FULL_TEXT);
    SearchPlan.IndexStep text = plan.searches().getLast();
    assertThat(text.vector()).isEmpty();
    assertThat(text.index()).isEqualTo("full_text");
    assertThat(text.k()).isEqualTo(20);
    assertThat(text.found()).isEqualTo(2);
    assertThat(c.search(Query.like(RecordId.of(1)).explain(true)).plan().orElseThrow().filters())
        .as("all but the example")
        .hasSize(1);
  }
}
