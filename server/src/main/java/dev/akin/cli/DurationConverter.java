package dev.akin.cli;

import dev.akin.api.AkinException;
import dev.akin.cli.format.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length of time on the command line. */
final class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    try {
      return DurationText.parse(text);
    } catch (AkinException.InvalidArgument e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
