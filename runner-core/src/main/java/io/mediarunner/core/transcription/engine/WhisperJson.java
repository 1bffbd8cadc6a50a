package io.mediarunner.core.transcription.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.transcription.speech.ChunkTranscript;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.Word;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the output of whisper.cpp's {@code whisper-cli} with {@code -ojf}. */
public final class WhisperJson {
  private WhisperJson() {}

  /**
   * Reads a whole file.
   *
   * @param bytes UTF-8; invalid sequences are replaced
   * @throws IllegalArgumentException if the file is not complete
   */
  public static ChunkTranscript parse(byte[] bytes) {
    JsonNode json;
    try {
      // the program escapes quotes and backslashes only
      json = Json.readUnescaped(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("whisper-cli returned no complete result", e);
    }
    if (json == null || !json.path("transcription").isArray()) {
      throw new IllegalArgumentException("whisper-cli returned no complete result");
    }
    List<Segment> segments = new ArrayList<>();
    for (JsonNode entry : json.path("transcription")) {
      String text = entry.path("text").asText().strip();
      if (!text.isEmpty()) {
        segments.add(
            new Segment(
                entry.path("offsets").path("from").asDouble() / 1000,
                entry.path("offsets").path("to").asDouble() / 1000,
                text,
                words(entry.path("tokens"))));
      }
    }
    return new ChunkTranscript(json.path("result").path("language").asText(""), segments);
  }

  /** Tokens are parts of words: one with a leading space starts a word. */
  private static List<Word> words(JsonNode tokens) {
    List<Word> words = new ArrayList<>();
    List<JsonNode> chunks = new ArrayList<>();
    for (JsonNode token : tokens) {
      String text = token.path("text").asText();
      if (text.startsWith("[_") || text.isEmpty()) {
        continue;
      }
      if (text.startsWith(" ") && !chunks.isEmpty()) {
        words.add(word(chunks));
        chunks.clear();
      }
      chunks.add(token);
    }
    if (!chunks.isEmpty()) {
      words.add(word(chunks));
    }
    return words.stream().filter(word -> !word.text().isEmpty()).toList();
  }

  private static Word word(List<JsonNode> chunks) {
    StringBuilder text = new StringBuilder();
    double probability = 0;
    for (JsonNode chunk : chunks) {
      text.append(chunk.path("text").asText());
      probability += chunk.path("p").asDouble() / chunks.size();
    }
    return new Word(
        text.toString().strip(),
        chunks.get(0).path("offsets").path("from").asDouble() / 1000,
        chunks.get(chunks.size() - 1).path("offsets").path("to").asDouble() / 1000,
        probability);
  }
}
