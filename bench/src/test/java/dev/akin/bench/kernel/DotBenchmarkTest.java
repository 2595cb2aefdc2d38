package dev.akin.bench.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.akin.bench.kernel.DotBenchmark.Implementation;
import dev.akin.bench.kernel.DotBenchmark.Place;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is timed gives the same numbers whichever kernels and whichever way it is asked for. */
class DotBenchmarkTest {
  @ParameterizedTest
  @ValueSource(ints = {7, 100, 1536})
  void allWaysComputeTheSame(int dimension) {
    DotBenchmark scalar = benchmark(Implementation.SCALAR, dimension);
    DotBenchmark panama = benchmark(Implementation.PANAMA, dimension);
    try {
      float expected = scalar.single();
      assertThat(Math.abs(expected)).isPositive();
      assertThat(panama.single()).isCloseTo(expected, within(1e-3f * dimension));
      float[] hop = panama.hop().clone();
      assertThat(scalar.hop()).containsExactly(hop, within(1e-4f * dimension));
      float[] scan = panama.scan().clone();
      assertThat(scalar.scan()).containsExactly(scan, within(1e-4f * dimension));
    } finally {
      scalar.free();
      panama.free();
    }
  }

  private static DotBenchmark benchmark(Implementation implementation, int dimension) {
    DotBenchmark benchmark = new DotBenchmark();
    benchmark.implementation = implementation;
    benchmark.dimension = dimension;
    benchmark.place = Place.CACHE;
    benchmark.fill();
    return benchmark;
  }
}
