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
 *     -&gt; ok nanos=… bytes=… hot=… about=…
 * find parameter=64 k=10
 *     -&gt; ok distances=…
 * time parameter=64 k=10 warmup=… nanos=…
 *     -&gt; ok runs=… nanos=… cpu=…
 * quit
 * </pre>
 *
 * <p>{@code hot}, which may be left out, is the bytes that searches read all over, -1 if not known.
 *
 * <p>{@code find} searches for each query once and writes what it found to {@code ordinals.i32} in
 * the folder: k int32 for each query, little-endian, -1 where there are fewer. {@code distances}
 * counts vectors compared, -1 if the contestant does not say.
 *
 * <p>{@code time} goes through the queries over and over, for {@code warmup} nanoseconds, and then,
 * timing each search, for {@code nanos}; the times go to {@code latencies.i64}. One thread, one
 * query at a time; {@code cpu} is that thread's processor time during the timed part, which a busy
 * machine stretches less than {@code nanos}.
 *
 * <p>An answer that does not begin with {@code ok} is an error message.
 */
package dev.akin.bench.peer;
