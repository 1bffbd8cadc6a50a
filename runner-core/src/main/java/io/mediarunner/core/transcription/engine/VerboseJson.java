package io.mediarunner.core.transcription.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.transcription.speech.ChunkTranscript;
import io.mediarunner.core.transcription.speech.ScriptText;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.SpokenLanguages;
import io.mediarunner.core.transcription.speech.Word;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code response_format=verbose_json}, which whisper.cpp's {@code whisper-server} and
 * services with OpenAI's interface return. The former puts words inside segments, the latter next
 * to them.
 */
public final class VerboseJson {
  private static final double NO_SPEECH = 0.6;
  private static final double UNSURE_LOGPROB = -0.8;

  private VerboseJson() {}

  /**
   * Reads a complete response.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static ChunkTranscript parse(byte[] bytes) {
    JsonNode json = tree(bytes);
    List<Segment> segments = new ArrayList<>();
    List<Word> beside = words(json.path("words"));
    for (JsonNode entry : json.path("segments")) {
      String text = ScriptText.clean(entry.path("text").asText(""));
      double from = EngineNumbers.seconds(entry.path("start"), 1);
      double to = Math.max(from, EngineNumbers.seconds(entry.path("end"), 1));
      List<Word> words = words(entry.path("words"));
      if (words.isEmpty()) {
        words =
            beside.stream()
                .filter(w -> w.startSeconds() >= from - 0.01 && w.startSeconds() < to - 0.01)
                .toList();
      }
      if (!text.isEmpty() && !takenForSilence(entry)) {
        segments.add(new Segment(from, to, text, words));
      }
    }
    String language = json.path("detected_language").asText(json.path("language").asText(""));
    return new ChunkTranscript(
        SpokenLanguages.code(language).filter(c -> !c.equals(SpokenLanguages.AUTO)).orElse(""),
        segments);
  }

  /** Segments that the engine itself considers silence and that have a low probability. */
  private static boolean takenForSilence(JsonNode segment) {
    return segment.path("no_speech_prob").asDouble(0) >= NO_SPEECH
        && segment.path("avg_logprob").asDouble(0) < UNSURE_LOGPROB;
  }

  /** The service's confidence in the language, 0 to 1; NaN if it does not report it. */
  public static double languageProbability(byte[] bytes) {
    return tree(bytes).path("detected_language_probability").asDouble(Double.NaN);
  }

  private static JsonNode tree(byte[] bytes) {
    try {
      JsonNode json = Json.read(new String(bytes, StandardCharsets.UTF_8));
      if (json != null && json.path("segments").isArray()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not verbose_json", e);
    }
    throw new IllegalArgumentException("not verbose_json: segments are missing");
  }

  /** Tokens without a leading space belong to the previous word. */
  private static List<Word> words(JsonNode entries) {
    List<Word> words = new ArrayList<>();
    for (JsonNode entry : entries) {
      String text = entry.path("word").asText("");
      double from = EngineNumbers.seconds(entry.path("start"), 1);
      double to = Math.max(from, EngineNumbers.seconds(entry.path("end"), 1));
      double probability = EngineNumbers.probability(entry.path("probability"));
      boolean blanks = entries.get(0).path("word").asText("").startsWith(" ");
      boolean mark = text.codePoints().noneMatch(Character::isLetterOrDigit);
      if (blanks
          && !text.startsWith(" ")
          && !words.isEmpty()
          && (mark || !ScriptText.startsUnspaced(text))) {
        Word last = words.remove(words.size() - 1);
        words.add(
            new Word(
                last.text() + text.strip(),
                last.startSeconds(),
                mark ? last.endSeconds() : to,
                (last.probability() + probability) / 2));
      } else if (!text.isBlank()) {
        words.add(new Word(text.strip(), from, to, probability));
      }
    }
    return words;
  }
}
