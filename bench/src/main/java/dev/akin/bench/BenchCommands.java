package dev.akin.bench;

import dev.akin.bench.alloc.AllocCommand;
import dev.akin.bench.ann.AnnCommand;
import dev.akin.bench.churn.ChurnCommand;
import dev.akin.bench.damage.DamageCommand;
import dev.akin.bench.embed.EmbedBenchCommand;
import dev.akin.bench.filter.FilterCommand;
import dev.akin.bench.kernel.KernelsCommand;
import dev.akin.bench.serve.ServeBenchCommand;
import dev.akin.bench.torture.TortureCommand;
import dev.akin.bench.write.WriteCommand;
import dev.akin.cli.CommandProvider;
import java.util.List;

/** The commands under {@code akin bench}. */
public final class BenchCommands implements CommandProvider {
  /** Called by the service loader. */
  public BenchCommands() {}

  @Override
  public List<Object> commands() {
    return List.of(
        new AnnCommand(),
        new KernelsCommand(),
        new AllocCommand(),
        new EmbedBenchCommand(),
        new DamageCommand(),
        new ChurnCommand(),
        new FilterCommand(),
        new WriteCommand(),
        new ServeBenchCommand(),
        new TortureCommand());
  }
}
