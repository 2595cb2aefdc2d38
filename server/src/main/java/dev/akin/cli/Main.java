package dev.akin.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code akin} command. Exit codes: 0 done, 1 failed, 2 wrong usage. What was asked for goes to
 * standard output; errors, one line each, and progress go to standard error.
 */
@Command(
    name = "akin",
    description = "A vector database: text, images and vectors in, nearest neighbours out.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true)
public final class Main implements Callable<Integer> {
  /** What each command is called and how it is made: only the one that runs is made at all. */
  private static final Map<String, Supplier<Object>> COMMANDS = commands();

  @Spec private CommandSpec spec;

  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("quickstart", QuickstartCommand::new);
    commands.put("serve", ServeCommand::new);
    commands.put("keys", KeysCommand::new);
    commands.put("collections", CollectionsCommand::new);
    commands.put("alias", AliasCommand::new);
    commands.put("import", ImportCommand::new);
    commands.put("search", SearchCommand::new);
    commands.put("documents", DocumentsCommand::new);
    commands.put("ask", AskCommand::new);
    commands.put("get", GetCommand::new);
    commands.put("delete", DeleteCommand::new);
    commands.put("payload", PayloadCommand::new);
    commands.put("scroll", ScrollCommand::new);
    commands.put("count", CountCommand::new);
    commands.put("facet", FacetCommand::new);
    commands.put("export", ExportCommand::new);
    commands.put("check", CheckCommand::new);
    commands.put("backup", BackupCommand::new);
    commands.put("snapshots", SnapshotsCommand::new);
    commands.put("optimize", OptimizeCommand::new);
    commands.put("alter", AlterCommand::new);
    commands.put("reembed", ReembedCommand::new);
    commands.put("embed", EmbedCommand::new);
    commands.put("models", ModelsCommand::new);
    commands.put("bench", BenchCommand::new);
    return commands;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    StandardStreams streams = StandardStreams.open();
    Logging.install(args.length == 0 ? "" : args[0]);
    int code = run(streams.out(), streams.err(), args);
    streams.out().flush();
    streams.err().flush();
    System.exit(code);
  }

  /**
   * Runs the command.
   *
   * @return the exit code
   */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine line = new CommandLine(new Main());
    String first = args.length == 0 ? "" : args[0];
    if (COMMANDS.containsKey(first)) {
      line.addSubcommand(first, COMMANDS.get(first).get());
    } else {
      COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
      line.addSubcommand(new HelpCommand());
    }
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Main::failed);
    line.setParameterExceptionHandler(Main::misused);
    return line.execute(args);
  }

  /** Without a command: the help page, as an error. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception error, CommandLine line, CommandLine.ParseResult unused) {
    line.getOut().flush();
    line.getErr().println(ErrorLine.of(error));
    if (System.getenv("AKIN_DEBUG") != null) {
      error.printStackTrace(line.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static int misused(ParameterException error, String[] args) {
    CommandLine line = error.getCommandLine();
    line.getErr()
        .println(
            ErrorLine.text(error.getMessage())
                + " (see "
                + line.getCommandSpec().qualifiedName()
                + " --help)");
    return CommandLine.ExitCode.USAGE;
  }
}
