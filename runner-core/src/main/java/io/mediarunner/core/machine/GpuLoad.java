package io.mediarunner.core.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How busy one graphics card is.
 *
 * @param name as the driver calls it
 * @param busy share of time in which it computed, 0.0 to 1.0
 * @param usedBytes memory in use
 * @param totalBytes memory it has
 */
public record GpuLoad(String name, double busy, long usedBytes, long totalBytes) {
  private static final long MIB = 1L << 20;

  /**
   * @throws NullPointerException if {@code name} is null
   */
  public GpuLoad {
    Objects.requireNonNull(name, "name");
  }

  /**
   * Reads what {@code nvidia-smi --query-gpu=name,utilization.gpu,memory.used,memory.total
   * --format=csv,noheader,nounits} prints: one line per card, memory in MiB. Lines of another form
   * are skipped: old cards report no utilisation.
   */
  static List<GpuLoad> parse(String csv) {
    List<GpuLoad> cards = new ArrayList<>();
    for (String line : csv.split("\n")) {
      String[] cells = line.split(",\\s*");
      try {
        if (cells.length == 4) {
          cards.add(
              new GpuLoad(
                  cells[0].strip(),
                  Double.parseDouble(cells[1].strip()) / 100,
                  Long.parseLong(cells[2].strip()) * MIB,
                  Long.parseLong(cells[3].strip()) * MIB));
        }
      } catch (NumberFormatException e) {
        // [N/A] and the like
      }
    }
    return List.copyOf(cards);
  }
}
