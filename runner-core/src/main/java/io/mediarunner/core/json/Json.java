package io.mediarunner.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The one way to read and write JSON. Whatever is read may come from a stranger, so depth, names,
 * numbers, strings and files have limits; types are never taken from the text. The mapper itself
 * stays inside: nobody can configure it differently.
 */
public final class Json {
  /** Largest file that {@link #read(Path)} takes, in bytes. */
  public static final long LARGEST_FILE = 64L << 20;

  private static final int DEEPEST = 1_000;
  private static final int LONGEST_NUMBER = 1_000;
  private static final int LONGEST_NAME = 50_000;
  private static final int LONGEST_STRING = 20_000_000;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(LONGEST_NUMBER)
                          .maxNameLength(LONGEST_NAME)
                          .maxStringLength(LONGEST_STRING)
                          .build())
                  // a message of the parser holds no piece of the text: it may be secret
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final ObjectReader STRICT = MAPPER.reader();
  private static final ObjectReader LENIENT =
      MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final ObjectReader UNESCAPED =
      MAPPER.reader().with(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS);

  private Json() {}

  /**
   * A value that came as JSON text or as JSON itself, as task parameters do. What follows the first
   * value of a text is ignored, as it always was.
   *
   * @param value text, or what Jackson makes of JSON; null and blank text are JSON's null
   * @throws JsonProcessingException if a text is not JSON
   */
  public static JsonNode tree(@Nullable Object value) throws JsonProcessingException {
    if (!(value instanceof String text)) {
      return MAPPER.valueToTree(value);
    }
    return text.isBlank() ? JsonNodeFactory.instance.nullNode() : LENIENT.readTree(text);
  }

  /**
   * Reads one value and nothing after it.
   *
   * @return a missing node if the text is empty
   * @throws JsonProcessingException if it is not JSON
   */
  public static JsonNode read(String text) throws JsonProcessingException {
    return STRICT.readTree(text);
  }

  /** As {@link #read(String)}, of UTF-8. */
  public static JsonNode read(byte[] text) throws IOException {
    return STRICT.readTree(text);
  }

  /**
   * As {@link #read(String)}, of a file.
   *
   * @throws JsonProcessingException if it is not JSON, or larger than {@link #LARGEST_FILE}
   * @throws IOException if it cannot be read
   */
  public static JsonNode read(Path file) throws IOException {
    return read(file, LARGEST_FILE);
  }

  /** As {@link #read(Path)}, with a limit of its own. */
  public static JsonNode read(Path file, long mostBytes) throws IOException {
    try (InputStream in = open(file, mostBytes)) {
      return STRICT.readTree(in);
    }
  }

  /** As {@link #read(Path, long)}, into a record; JSON's null becomes null. */
  static <T> @Nullable T read(Path file, long mostBytes, Class<T> type) throws IOException {
    try (InputStream in = open(file, mostBytes)) {
      return STRICT.readValue(in, type);
    }
  }

  /** As {@link #read(String)}, where control characters in strings are not escaped. */
  public static JsonNode readUnescaped(String text) throws JsonProcessingException {
    return UNESCAPED.readTree(text);
  }

  private static InputStream open(Path file, long mostBytes) throws IOException {
    long bytes = Files.size(file);
    if (bytes > mostBytes) {
      throw new StreamConstraintsException(
          file.getFileName() + ": " + bytes + " bytes, more than " + mostBytes);
    }
    return Files.newInputStream(file);
  }

  /** An empty object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * A tree as plain Java values.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static <T> T convert(JsonNode tree, TypeReference<T> type) {
    return MAPPER.convertValue(tree, type);
  }

  /**
   * A value on one line.
   *
   * @throws JsonProcessingException if it is nothing that JSON can say
   */
  public static String text(Object value) throws JsonProcessingException {
    return MAPPER.writeValueAsString(value);
  }

  /** A value for people: indented by two, one array item a line, a line break at the end. */
  public static String pretty(Object value) throws JsonProcessingException {
    return MAPPER.writer(printer()).writeValueAsString(value) + "\n";
  }

  /**
   * As {@link #pretty}, into a file. Writes iterators item by item, so that they need not fit in
   * memory.
   */
  public static void writePretty(Path file, Object value) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      MAPPER
          .writer(printer())
          .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .writeValue(out, value);
      out.write("\n");
    }
  }

  private static DefaultPrettyPrinter printer() {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
    return printer;
  }
}
