package dev.akin.proto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.AkinException;
import io.grpc.Status;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ErrorMessagesTest {
  private static final List<AkinException> ALL =
      List.of(
          new AkinException.InvalidArgument("m"),
          new AkinException.NotFound("m"),
          new AkinException.AlreadyExists("m"),
          new AkinException.FailedPrecondition("m"),
          new AkinException.ResourceExhausted("m"),
          new AkinException.Corrupted("m"),
          new AkinException.Unavailable("m", null),
          new AkinException.Unauthenticated("m"),
          new AkinException.PermissionDenied("m"),
          new AkinException.DeadlineExceeded("m"),
          new AkinException.Cancelled("m"),
          new AkinException.Internal("m", null));

  @Test
  void everyKindComesBackAsItself() {
    assertThat(ALL).hasSize(AkinException.class.getPermittedSubclasses().length);
    Set<Status.Code> codes = EnumSet.noneOf(Status.Code.class);
    for (AkinException error : ALL) {
      Status status = ErrorMessages.toStatus(error);
      assertThat(codes.add(status.getCode())).as("own code for %s", error).isTrue();
      assertThat(ErrorMessages.toApi(status)).hasSameClassAs(error).hasMessage("m");
    }
  }

  @Test
  void everyOtherCodeIsSomeError() {
    for (Status.Code code : EnumSet.complementOf(EnumSet.of(Status.Code.OK))) {
      assertThat(ErrorMessages.toApi(code.toStatus())).hasMessageContaining(code.name());
    }
  }

  @Test
  void longMessagesAreCutToFitAHeader() {
    Status status = ErrorMessages.toStatus(new AkinException.NotFound("ü".repeat(5_000)));
    assertThat(status.getDescription()).hasSize(703).endsWith("...");
  }
}
