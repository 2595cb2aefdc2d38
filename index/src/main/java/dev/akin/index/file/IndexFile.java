package dev.akin.index.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * An index file, verified and mapped. Thread-safe. Whoever opens it closes it, after everything
 * that was opened on its sections.
 *
 * <p>Anything wrong with the contents is a {@link CorruptIndexFileException}; errors of the file
 * system come as {@link UncheckedIOException}.
 */
public final class IndexFile implements AutoCloseable {
  private static final int PARALLEL_BLOCKS = 16;

  private final Path path;
  private final Arena arena = Arena.ofShared();
  private final FileChannel channel;
  private final MemorySegment all;
  private final Map<String, Section> sections = new LinkedHashMap<>();

  private FileStamp stamp;

  record Section(long offset, long length, int[] checksums) {}

  private IndexFile(Path path) throws IOException {
    IndexFileFormat.checkByteOrder();
    this.path = path;
    // A private mapping that can be written needs a channel that could write; it never does.
    this.channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      this.all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      readDirectory();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Opens a file and verifies every block of it. */
  public static IndexFile open(Path path) {
    try {
      return new IndexFile(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** What tells its contents from any other. */
  public FileStamp stamp() {
    return stamp;
  }

  /** The names of the sections, in the order of the file. */
  public Set<String> names() {
    return Set.copyOf(sections.keySet());
  }

  /** Whether there is such a section. */
  public boolean has(String name) {
    return sections.containsKey(name);
  }

  /** Where a section begins in the file. */
  public long offset(String name) {
    return section(name).offset();
  }

  /** A section, mapped read-only; good until {@link #close()}. */
  public MemorySegment map(String name) {
    Section section = section(name);
    return all.asSlice(section.offset(), section.length());
  }

  /** A section, mapped so that writes stay in this process; good until {@link #close()}. */
  public MemorySegment mapPrivate(String name) {
    Section section = section(name);
    if (section.length() == 0) {
      return MemorySegment.NULL;
    }
    try {
      return channel.map(FileChannel.MapMode.PRIVATE, section.offset(), section.length(), arena);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A section of longs, copied. */
  public long[] longs(String name) {
    return map(checked(name, Long.BYTES)).toArray(ValueLayout.JAVA_LONG);
  }

  /** A section of ints, copied. */
  public int[] ints(String name) {
    return map(checked(name, Integer.BYTES)).toArray(ValueLayout.JAVA_INT);
  }

  /** A section of bytes, copied. */
  public byte[] bytes(String name) {
    return map(checked(name, 1)).toArray(ValueLayout.JAVA_BYTE);
  }

  private String checked(String name, int unit) {
    Section section = section(name);
    if (section.length() % unit != 0 || section.length() / unit > Integer.MAX_VALUE - 8) {
      throw corrupt(section.offset(), "section '" + name + "' has length " + section.length());
    }
    return name;
  }

  Map<String, Section> sections() {
    return sections;
  }

  private Section section(String name) {
    Section section = sections.get(name);
    if (section == null) {
      throw corrupt(0, "there is no section '" + name + "'");
    }
    return section;
  }

  private void readDirectory() {
    long size = all.byteSize();
    if (size < IndexFileFormat.HEADER_BYTES) {
      throw corrupt(0, "too short for a header: " + size + " bytes");
    }
    ByteBuffer header = buffer(0, IndexFileFormat.HEADER_BYTES);
    if (header.getLong() != IndexFileFormat.MAGIC) {
      throw corrupt(0, "not an index file");
    }
    int version = header.getInt();
    int count = header.getInt();
    long offset = header.getLong();
    long length = header.getLong();
    int directoryCrc = header.getInt();
    int headerCrc = header.getInt();
    if (headerCrc != IndexFileFormat.crc(buffer(0, IndexFileFormat.HEADER_BYTES - 4))) {
      throw corrupt(0, "the header's checksum is wrong");
    }
    stamp = new FileStamp(size, headerCrc);
    if (version != IndexFileFormat.VERSION) {
      throw corrupt(8, "format version " + version + ", expected " + IndexFileFormat.VERSION);
    }
    if (count < 0
        || count > IndexFileFormat.MAX_SECTIONS
        || offset < IndexFileFormat.ALIGNMENT
        || length < 0
        || length > Integer.MAX_VALUE
        || offset > size - length
        || offset + length != size) {
      throw corrupt(16, "the directory lies outside the file of " + size + " bytes");
    }
    ByteBuffer directory = buffer(offset, (int) length);
    if (directoryCrc != IndexFileFormat.crc(directory.duplicate())) {
      throw corrupt(offset, "the directory's checksum is wrong");
    }
    for (int i = 0; i < count; i++) {
      readEntry(directory, offset);
    }
  }

  private void readEntry(ByteBuffer directory, long directoryOffset) {
    long at = directoryOffset + directory.position();
    if (directory.remaining() < IndexFileFormat.ENTRY_BYTES) {
      throw corrupt(at, "the directory ends early");
    }
    byte[] name = new byte[IndexFileFormat.NAME_BYTES];
    directory.get(name);
    long offset = directory.getLong();
    long length = directory.getLong();
    if (offset < IndexFileFormat.ALIGNMENT
        || offset % IndexFileFormat.ALIGNMENT != 0
        || length < 0
        || offset > directoryOffset
        || length > directoryOffset - offset
        || IndexFileFormat.blocks(length) > directory.remaining() / 4) {
      throw corrupt(at, "a section lies outside the file");
    }
    int[] checksums = new int[IndexFileFormat.blocks(length)];
    for (int i = 0; i < checksums.length; i++) {
      checksums[i] = directory.getInt();
    }
    verify(offset, length, checksums);
    String text = new String(name, StandardCharsets.US_ASCII);
    int end = text.indexOf('\0');
    sections.put(end < 0 ? text : text.substring(0, end), new Section(offset, length, checksums));
  }

  private void verify(long offset, long length, int[] checksums) {
    IntStream blocks = IntStream.range(0, checksums.length);
    int bad =
        (checksums.length >= PARALLEL_BLOCKS ? blocks.parallel() : blocks)
            .filter(i -> checksums[i] != IndexFileFormat.crc(block(offset, length, i)))
            .findFirst()
            .orElse(-1);
    if (bad >= 0) {
      throw corrupt(
          offset + (long) bad * IndexFileFormat.BLOCK_BYTES, "the checksum of a block is wrong");
    }
  }

  private ByteBuffer block(long offset, long length, int index) {
    long from = (long) index * IndexFileFormat.BLOCK_BYTES;
    return buffer(offset + from, (int) Math.min(IndexFileFormat.BLOCK_BYTES, length - from));
  }

  private ByteBuffer buffer(long offset, int length) {
    return all.asSlice(offset, length).asByteBuffer().order(java.nio.ByteOrder.LITTLE_ENDIAN);
  }

  private CorruptIndexFileException corrupt(long offset, String what) {
    return new CorruptIndexFileException(path, offset, what);
  }

  /** Unmaps the file; idempotent. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
