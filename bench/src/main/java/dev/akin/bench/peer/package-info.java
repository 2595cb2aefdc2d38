/**
 * The contestants of a benchmark: Akin and its peers, each behind the same few operations and each
 * in a process of its own, so that memory is told apart and no just-in-time compiler is spoilt by
 * another contestant's types.
 *
 * <p>A worker process gets the data set's file, a folder and its name as arguments, and reads lines
 * from its standard input:
 *
 * <pre>
 * build threads=2
 *     -&gt; ok nanos=… bytes=… about=…
 * search parameter=64 k=10 warmup=… nanos=…
 *     -&gt; ok runs=… nanos=… cpu=… distances=…
 * quit
 * </pre>
 *
 * <p>{@code search} first goes through all queries once, untimed, and writes what it found to
 * {@code ordinals.i32} in the folder (k int32 for each query, little-endian, -1 where there are
 * fewer). It then searches on until {@code warmup} nanoseconds have passed, and then, timing each
 * search, until {@code nanos} have; the times go to {@code latencies.i64}. One thread, one query at
 * a time. {@code distances} counts those of the first pass, -1 if the contestant does not say.
 * Anything else than {@code ok} as first word is an error message.
 */
package dev.akin.bench.peer;
