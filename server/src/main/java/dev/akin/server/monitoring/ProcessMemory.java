package dev.akin.server.monitoring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system says that this process holds in memory, on Linux. */
final class ProcessMemory implements MeterBinder {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long KIB = 1024;

  @Override
  public void bindTo(MeterRegistry registry) {
    if (!Files.isReadable(STATUS)) {
      return;
    }
    Gauge.builder("process.resident.memory", () -> kib("VmRSS:"))
        .description("Memory of the process that is in RAM, mapped files included")
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
    Gauge.builder("process.anonymous.memory", () -> kib("RssAnon:"))
        .description("Memory of the process that is in RAM and in no file")
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
  }

  private static double kib(String field) {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(field)) {
          return KIB * Double.parseDouble(line.replaceAll("\\D", ""));
        }
      }
      return Double.NaN;
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
