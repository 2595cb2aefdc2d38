package dev.akin.index.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes an index file, section by section. {@link #finish()} makes it complete and durable; the
 * caller then renames it into place and syncs the directory. A file that was not finished is not
 * readable. Not thread-safe; errors of the file system come as {@link UncheckedIOException}.
 */
public final class IndexFileWriter implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final ByteBuffer block = IndexFileFormat.buffer(IndexFileFormat.BLOCK_BYTES);
  private final Arena arena = Arena.ofShared();
  private final List<Section> sections = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private long position = IndexFileFormat.ALIGNMENT;
  private String name;
  private long start;
  private int[] checksums;
  private int blocks;
  private boolean finished;
  private FileStamp stamp;

  private record Section(String name, long offset, long length, int[] checksums) {}

  /** Creates the file, or empties it. */
  public IndexFileWriter(Path path) {
    this(
        path,
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  private IndexFileWriter(Path path, OpenOption... options) {
    IndexFileFormat.checkByteOrder();
    this.path = path;
    try {
      this.channel = FileChannel.open(path, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Goes on with a file after a {@link #commit()}; what was written to it since is cut off.
   *
   * @param committed what that returned
   * @throws CorruptIndexFileException if the file is not as it was then
   */
  public static IndexFileWriter reopen(Path path, FileStamp committed) {
    IndexFileWriter out =
        new IndexFileWriter(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      out.channel.truncate(committed.length());
      out.takeOver(committed);
      return out;
    } catch (IOException e) {
      out.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      out.close();
      throw e;
    }
  }

  private void takeOver(FileStamp committed) {
    try (IndexFile file = IndexFile.open(path)) {
      if (!file.stamp().equals(committed)) {
        throw new CorruptIndexFileException(path, 0, "it is another file than the one begun");
      }
      file.sections()
          .forEach(
              (section, at) -> {
                names.add(section);
                sections.add(new Section(section, at.offset(), at.length(), at.checksums()));
              });
    }
    position = IndexFileFormat.aligned(committed.length());
    stamp = committed;
  }

  /** The file being written. */
  public Path path() {
    return path;
  }

  /**
   * Starts a section.
   *
   * @param name 1 to 32 ASCII characters, unique in the file
   */
  public void begin(String name) {
    if (finished || this.name != null) {
      throw new IllegalStateException("cannot begin '" + name + "' now");
    }
    boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(name);
    if (name.isEmpty() || name.length() > IndexFileFormat.NAME_BYTES || !ascii) {
      throw new IllegalArgumentException("section name must be 1 to 32 ASCII characters: " + name);
    }
    if (sections.size() == IndexFileFormat.MAX_SECTIONS || !names.add(name)) {
      throw new IllegalArgumentException("too many sections, or a second one named " + name);
    }
    this.name = name;
    this.start = position;
    this.checksums = new int[16];
    this.blocks = 0;
    block.clear();
  }

  /** Appends bytes to the section. */
  public void write(MemorySegment bytes) {
    if (name == null) {
      throw new IllegalStateException("no section was begun");
    }
    MemorySegment target = MemorySegment.ofBuffer(block.duplicate().clear());
    long offset = 0;
    while (offset < bytes.byteSize()) {
      int part = (int) Math.min(block.remaining(), bytes.byteSize() - offset);
      MemorySegment.copy(bytes, offset, target, block.position(), part);
      block.position(block.position() + part);
      offset += part;
      if (!block.hasRemaining()) {
        flushBlock();
      }
    }
  }

  /** Ends the section. */
  public void end() {
    if (block.position() > 0) {
      flushBlock();
    }
    sections.add(new Section(name, start, position - start, Arrays.copyOf(checksums, blocks)));
    position = IndexFileFormat.aligned(position);
    name = null;
  }

  /** Writes a section of longs. */
  public void longs(String name, long[] values) {
    begin(name);
    write(MemorySegment.ofArray(values));
    end();
  }

  /** Writes a section of ints. */
  public void ints(String name, int[] values) {
    begin(name);
    write(MemorySegment.ofArray(values));
    end();
  }

  /** Writes a section of bytes. */
  public void bytes(String name, byte[] values) {
    begin(name);
    write(MemorySegment.ofArray(values));
    end();
  }

  /** Writes the directory and the header and forces everything to disk; once. */
  public void finish() {
    complete();
    finished = true;
  }

  /**
   * Makes the sections written so far a whole file on disk, as {@link #finish()} does, with more to
   * come: if the process ends before they do, {@link #reopen} goes on from here.
   *
   * @return what tells the file as it is now
   */
  public FileStamp commit() {
    complete();
    position = IndexFileFormat.aligned(stamp.length());
    return stamp;
  }

  /** What tells the file as it was at the last {@link #commit()} or {@link #finish()}. */
  public FileStamp stamp() {
    return stamp;
  }

  private void complete() {
    if (finished || name != null) {
      throw new IllegalStateException("cannot finish now");
    }
    try {
      int bytes = 0;
      for (Section section : sections) {
        bytes += IndexFileFormat.ENTRY_BYTES + 4 * section.checksums().length;
      }
      ByteBuffer directory = IndexFileFormat.buffer(bytes);
      for (Section section : sections) {
        directory.put(
            Arrays.copyOf(
                section.name().getBytes(StandardCharsets.US_ASCII), IndexFileFormat.NAME_BYTES));
        directory.putLong(section.offset()).putLong(section.length());
        for (int checksum : section.checksums()) {
          directory.putInt(checksum);
        }
      }
      directory.flip();
      ByteBuffer header = IndexFileFormat.buffer(IndexFileFormat.HEADER_BYTES);
      header.putLong(IndexFileFormat.MAGIC).putInt(IndexFileFormat.VERSION);
      header.putInt(sections.size()).putLong(position).putLong(bytes);
      header.putInt(IndexFileFormat.crc(directory.duplicate()));
      int checksum = IndexFileFormat.crc(header.duplicate().flip());
      header.putInt(checksum);
      header.flip();
      writeFully(directory, position);
      channel.force(true);
      writeFully(header, 0);
      channel.force(true);
      stamp = new FileStamp(position + bytes, checksum);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void flushBlock() {
    block.flip();
    if (blocks == checksums.length) {
      checksums = Arrays.copyOf(checksums, 2 * blocks);
    }
    checksums[blocks++] = IndexFileFormat.crc(block.duplicate());
    try {
      long at = position;
      position += block.remaining();
      writeFully(block, at);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    block.clear();
  }

  private void writeFully(ByteBuffer bytes, long at) throws IOException {
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /** A buffer of ints as bytes, for sections made in parts. */
  public void write(int[] values, int count) {
    write(MemorySegment.ofArray(values).asSlice(0, count * ValueLayout.JAVA_INT.byteSize()));
  }

  /**
   * A section that was ended, mapped read-only, so that what comes after it can be made from it
   * without a copy in memory; good until {@link #close()}.
   */
  public MemorySegment map(String name) {
    Section section =
        sections.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
    if (section.length() == 0) {
      return MemorySegment.NULL;
    }
    try {
      return channel.map(FileChannel.MapMode.READ_ONLY, section.offset(), section.length(), arena);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes the file and unmaps what was mapped of it; idempotent. */
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
