package dev.akin.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.LongText;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueryVectorsTest {
  private final AtomicInteger made = new AtomicInteger();

  @Test
  void aQueryIsEmbeddedOncePerModelAndWay() {
    QueryVectors cache = new QueryVectors(1 << 20);
    float[] first = get(cache, "a", "hello", LongText.TRUNCATE);
    assertThat(get(cache, "a", "hello", LongText.TRUNCATE)).isSameAs(first);
    assertThat(get(cache, "b", "hello", LongText.TRUNCATE)).isNotSameAs(first);
    assertThat(get(cache, "a", "hello", LongText.AVERAGE)).isNotSameAs(first);
    assertThat(get(cache, "a", "hello!", LongText.TRUNCATE)).isNotSameAs(first);
    assertThat(cache.hits()).isEqualTo(1);
    assertThat(cache.misses()).isEqualTo(4);
    cache.forget("a");
    assertThat(get(cache, "a", "hello", LongText.TRUNCATE)).isNotSameAs(first);
    assertThat(get(cache, "b", "hello", LongText.TRUNCATE)[0]).isEqualTo(2);
  }

  @Test
  void itIsBoundedAndMayBeNone() {
    QueryVectors small = new QueryVectors(10_000);
    for (int i = 0; i < 1000; i++) {
      get(small, "a", "text " + i, LongText.TRUNCATE);
    }
    assertThat(small.size()).isBetween(10L, 10_000L / 128);
    QueryVectors none = new QueryVectors(0);
    get(none, "a", "x", LongText.TRUNCATE);
    get(none, "a", "x", LongText.TRUNCATE);
    assertThat(none.hits()).isZero();
    QueryVectors cache = new QueryVectors(1 << 20);
    String endless = "x".repeat(5000);
    get(cache, "a", endless, LongText.TRUNCATE);
    assertThat(cache.size()).isZero();
  }

  private float[] get(QueryVectors cache, String model, String text, LongText longText) {
    return cache
        .find(model, text, longText)
        .orElseGet(
            () -> {
              float[] vector = {made.incrementAndGet()};
              cache.put(model, text, longText, vector);
              return vector;
            });
  }
}
