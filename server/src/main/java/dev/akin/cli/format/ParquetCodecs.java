package dev.akin.cli.format;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Reads pages compressed with Snappy, Zstandard, gzip or LZ4. Those of parquet-java would go
 * through Hadoop, of which only the half is here.
 */
final class ParquetCodecs implements CompressionCodecFactory {
  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED -> new Pages((compressed, _) -> compressed);
      case SNAPPY -> new Pages((compressed, _) -> Snappy.uncompress(compressed));
      case ZSTD -> new Pages(Zstd::decompress);
      case GZIP -> new Pages(ParquetCodecs::gunzip);
      case LZ4_RAW -> new Pages(ParquetCodecs::unpackLz4);
      case LZO, BROTLI, LZ4 ->
          throw new IllegalArgumentException(
              "pages compressed with " + codec + "; write it with ZSTD, SNAPPY, GZIP or LZ4_RAW");
    };
  }

  private static byte[] gunzip(byte[] compressed, int size) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return in.readNBytes(size);
    }
  }

  private static byte[] unpackLz4(byte[] compressed, int size) {
    byte[] bytes = new byte[size];
    new Lz4Decompressor().decompress(compressed, 0, compressed.length, bytes, 0, size);
    return bytes;
  }

  /** Decompresses the bytes of a page of a known size. */
  private interface Decompression {
    byte[] apply(byte[] compressed, int size) throws IOException;
  }

  /** Decompresses pages. */
  private record Pages(Decompression decompression) implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput compressed, int size) throws IOException {
      return BytesInput.from(bytes(compressed.toInputStream().readAllBytes(), size));
    }

    private byte[] bytes(byte[] compressed, int size) throws IOException {
      byte[] bytes = decompression.apply(compressed, size);
      if (bytes.length != size) {
        throw new EOFException("a page has " + bytes.length + " bytes, not " + size);
      }
      return bytes;
    }

    @Override
    public void decompress(ByteBuffer input, int length, ByteBuffer output, int size)
        throws IOException {
      byte[] compressed = new byte[length];
      input.get(compressed);
      output.put(bytes(compressed, size));
    }

    @Override
    public void release() {}
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("nothing is written with these");
  }

  @Override
  public void release() {}
}
