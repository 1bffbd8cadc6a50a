package io.mediarunner.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
  @TempDir Path folder;

  @Test
  void takesAParameterAsTextAndAsJson() throws Exception {
    assertThat(Json.tree("{\"a\": 1}")).isEqualTo(Json.tree(Map.of("a", 1)));
    assertThat(Json.tree(null).isNull()).isTrue();
    assertThat(Json.tree(" ").isNull()).isTrue();
    assertThat(Json.tree("null").isNull()).isTrue();
    assertThat(Json.tree("{} trailing").isObject()).isTrue();
    assertThatThrownBy(() -> Json.tree("{")).isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void refusesWhatFollowsADocument() throws Exception {
    assertThat(Json.read("{} \n").isObject()).isTrue();
    assertThat(Json.read("").isMissingNode()).isTrue();
    assertThatThrownBy(() -> Json.read("{} {}")).isInstanceOf(JsonProcessingException.class);
    Path file = Files.writeString(folder.resolve("two.json"), "{\"attempt\": 1} x");
    assertThatThrownBy(() -> Json.read(file)).isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void hasLimits() throws Exception {
    String deep = "[".repeat(1_001) + "]".repeat(1_001);
    assertThatThrownBy(() -> Json.tree(deep)).isInstanceOf(StreamConstraintsException.class);
    assertThatThrownBy(() -> Json.read("1".repeat(1_001)))
        .isInstanceOf(StreamConstraintsException.class);
    Path huge = folder.resolve("huge.json");
    try (RandomAccessFile sparse = new RandomAccessFile(huge.toFile(), "rw")) {
      sparse.setLength(Json.LARGEST_FILE + 1);
    }
    assertThatThrownBy(() -> Json.read(huge)).isInstanceOf(StreamConstraintsException.class);
  }

  @Test
  void doesNotQuoteTheTextInMessages() {
    assertThatThrownBy(() -> Json.read("{\"token\": \"secret\", !}"))
        .isInstanceOf(JsonProcessingException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void toleratesControlCharactersWhereAProgramDoesNotEscapeThem() throws Exception {
    assertThat(Json.readUnescaped("{\"a\": \"x\ty\"}").path("a").asText()).isEqualTo("x\ty");
    assertThatThrownBy(() -> Json.read("{\"a\": \"x\ty\"}"))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void writesForPeople() throws Exception {
    Path file = folder.resolve("pretty.json");
    Map<String, Object> value = Map.of("a", List.of(1, 2));
    Json.writePretty(file, value);
    assertThat(file).hasContent("{\n  \"a\" : [\n    1,\n    2\n  ]\n}\n");
    assertThat(Json.pretty(value)).isEqualTo(Files.readString(file));
  }
}
