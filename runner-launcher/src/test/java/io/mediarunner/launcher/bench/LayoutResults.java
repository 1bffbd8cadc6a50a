package io.mediarunner.launcher.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Results of layouts in a file, one a line: a bench that is started again goes on behind them. */
final class LayoutResults {
  private final ObjectMapper json = new ObjectMapper();
  private final Path file;
  private final List<LayoutResult> all = new ArrayList<>();

  /**
   * @param file need not exist yet
   */
  LayoutResults(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        all.add(json.readValue(line, LayoutResult.class));
      }
    }
  }

  boolean has(String engine, int layout) {
    return all.stream().anyMatch(r -> r.engine().equals(engine) && r.layout() == layout);
  }

  void add(LayoutResult result) throws IOException {
    all.add(result);
    Files.writeString(
        file,
        json.writeValueAsString(result) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** The figures of each engine, in the order of the file. */
  void print() {
    for (String engine : all.stream().map(LayoutResult::engine).distinct().toList()) {
      CaptionFigures figures = new CaptionFigures();
      all.stream().filter(r -> r.engine().equals(engine)).forEach(figures::add);
      figures.print(engine);
    }
  }
}
