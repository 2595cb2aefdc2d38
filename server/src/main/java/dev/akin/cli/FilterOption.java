package dev.akin.cli;

import dev.akin.api.filter.Filter;
import dev.akin.api.filter.FilterParser;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that says which records are meant. */
final class FilterOption {
  @Option(
      names = "--filter",
      paramLabel = "EXPR",
      description =
          "Only records that match, such as 'price < 20 and tag in [\"a\", \"b\"] and not sold'.")
  private String expression;

  /** The filter, if one was given. */
  Optional<Filter> filter() {
    return Optional.ofNullable(expression).map(FilterParser::parse);
  }
}
