package io.mediarunner.core.media;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON files that people read: indented by two, one array item per line. */
public final class JsonFiles {
  /** What the platform reads to import the results of a task. */
  public static final String INFO_VIDEO = "info_video.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonFiles() {}

  /**
   * A value given as JSON text or as JSON itself.
   *
   * @throws IOException if a text is not JSON
   */
  public static JsonNode tree(@Nullable Object value) throws IOException {
    return value instanceof String text ? MAPPER.readTree(text) : MAPPER.valueToTree(value);
  }

  /** Writes iterators item by item, so that they need not fit in memory. */
  public static void write(Path file, Map<String, Object> json) throws IOException {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
    try (Writer out = Files.newBufferedWriter(file)) {
      MAPPER.writer(printer).without(JsonGenerator.Feature.AUTO_CLOSE_TARGET).writeValue(out, json);
      out.write("\n");
    }
  }
}
