package io.mediarunner.core.transcription.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.transcription.speech.ChunkTranscript;
import io.mediarunner.core.transcription.speech.ScriptText;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.Word;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the output of whisper.cpp's {@code whisper-cli} with {@code -ojf}. */
public final class WhisperJson {
  private static final String BROKEN = "\uFFFD";

  private WhisperJson() {}

  /**
   * Reads a whole file.
   *
   * @param bytes UTF-8; invalid sequences are left out
   * @throws IllegalArgumentException if the file is not complete
   */
  public static ChunkTranscript parse(byte[] bytes) {
    JsonNode json;
    try {
      // The program escapes quotes and backslashes only, and cuts characters of several bytes in
      // two: as ISO 8859-1, no byte is lost until the tokens of a word are together.
      json =
          Json.readUnescaped(
              EngineNumbers.readable(new String(bytes, StandardCharsets.ISO_8859_1)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("whisper-cli returned no complete result", e);
    }
    if (json == null || !json.path("transcription").isArray()) {
      throw new IllegalArgumentException("whisper-cli returned no complete result");
    }
    List<Segment> segments = new ArrayList<>();
    for (JsonNode entry : json.path("transcription")) {
      String text = ScriptText.clean(text(entry.path("text").asText("")));
      if (!text.isEmpty()) {
        segments.add(
            new Segment(
                seconds(entry, "from"),
                Math.max(seconds(entry, "from"), seconds(entry, "to")),
                text,
                words(entry.path("tokens"))));
      }
    }
    return new ChunkTranscript(json.path("result").path("language").asText(""), segments);
  }

  /**
   * Tokens are parts of words: one with a leading space starts a word. In a script without blanks
   * each token is a word, once its characters are complete.
   */
  private static List<Word> words(JsonNode tokens) {
    List<Word> words = new ArrayList<>();
    List<JsonNode> parts = new ArrayList<>();
    for (JsonNode token : tokens) {
      String bytes = token.path("text").asText("");
      if (bytes.startsWith("[_") || bytes.isEmpty()) {
        continue;
      }
      if (!parts.isEmpty() && opensWord(joined(parts), bytes)) {
        words.add(word(parts));
        parts.clear();
      }
      parts.add(token);
    }
    if (!parts.isEmpty()) {
      words.add(word(parts));
    }
    return words.stream().filter(word -> !word.text().isEmpty()).toList();
  }

  private static boolean opensWord(String before, String bytes) {
    if (bytes.startsWith(" ")) {
      return true;
    }
    String next = text(bytes);
    boolean complete = !text(before).endsWith(BROKEN) && !next.startsWith(BROKEN);
    boolean mark = next.codePoints().noneMatch(Character::isLetterOrDigit);
    return complete
        && !mark
        && (ScriptText.startsUnspaced(next) || ScriptText.endsUnspaced(text(before)));
  }

  private static String joined(List<JsonNode> parts) {
    StringBuilder bytes = new StringBuilder();
    parts.forEach(part -> bytes.append(part.path("text").asText("")));
    return bytes.toString();
  }

  /** UTF-8 that was read as ISO 8859-1. */
  private static String text(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /**
   * The time of a word is that of what is spoken; an engine gives punctuation a time of its own.
   */
  private static Word word(List<JsonNode> parts) {
    double probability = 0;
    JsonNode last = parts.get(0);
    for (JsonNode part : parts) {
      probability += EngineNumbers.probability(part.path("p")) / parts.size();
      boolean mark = text(part.path("text").asText("")).codePoints().allMatch(WhisperJson::mark);
      last = mark ? last : part;
    }
    double start = seconds(parts.get(0), "from");
    double end = seconds(last, "to");
    return new Word(text(joined(parts)), start, Math.max(start, end), probability);
  }

  private static double seconds(JsonNode entry, String key) {
    return EngineNumbers.seconds(entry.path("offsets").path(key), 1000);
  }

  private static boolean mark(int c) {
    return c < 0x80 ? !Character.isLetterOrDigit(c) : ".…。！？，、；：".indexOf(c) >= 0;
  }
}
