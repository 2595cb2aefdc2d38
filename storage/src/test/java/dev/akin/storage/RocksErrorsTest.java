package dev.akin.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.AkinException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

class RocksErrorsTest {
  private static final Path DIRECTORY = Path.of("data", "rocksdb");

  private static RocksDBException rocks(Status.Code code, Status.SubCode sub, String state) {
    return new RocksDBException(state, new Status(code, sub, state));
  }

  private static AkinException write(Status.Code code, Status.SubCode sub, String state) {
    AkinException e = RocksErrors.of("write", DIRECTORY, rocks(code, sub, state));
    assertThat(e).hasMessageContaining(state).hasMessageContaining(DIRECTORY.toString());
    return e;
  }

  @Test
  void aFullDiskIsNeverAFaultOfOurs() {
    assertThat(write(Status.Code.IOError, Status.SubCode.NoSpace, "000004.log: full"))
        .isInstanceOf(AkinException.ResourceExhausted.class);
    String wrapped = "DB::Open() failed --- Unable to persist Options: No space left on device";
    assertThat(write(Status.Code.IOError, Status.SubCode.None, wrapped))
        .isInstanceOf(AkinException.ResourceExhausted.class);
    assertThat(RocksErrors.ofOpen(DIRECTORY, new RocksDBException(wrapped)))
        .isInstanceOf(AkinException.ResourceExhausted.class);
  }

  @Test
  void damageIsCorrupted() {
    assertThat(write(Status.Code.Corruption, Status.SubCode.None, "000012.sst offset 4"))
        .isInstanceOf(AkinException.Corrupted.class);
    assertThat(write(Status.Code.IOError, Status.SubCode.None, "No such file: 000012.sst"))
        .isInstanceOf(AkinException.Corrupted.class);
    assertThat(
            RocksErrors.ofOpen(
                DIRECTORY,
                rocks(Status.Code.InvalidArgument, Status.SubCode.None, "CURRENT is missing")))
        .isInstanceOf(AkinException.Corrupted.class);
  }

  @Test
  void theRestIsInternal() {
    assertThat(write(Status.Code.IOError, Status.SubCode.None, "Input/output error"))
        .isInstanceOf(AkinException.Internal.class);
    assertThat(write(Status.Code.InvalidArgument, Status.SubCode.None, "bad option"))
        .isInstanceOf(AkinException.Internal.class);
  }
}
