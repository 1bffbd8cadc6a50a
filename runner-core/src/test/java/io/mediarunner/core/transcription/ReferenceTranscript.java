package io.mediarunner.core.transcription;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was really said in a recording.
 *
 * @param words as {@link WordErrors#words} gives them
 * @param starts when each begins, in seconds from the beginning; NaN where the reference does not
 *     say it
 */
record ReferenceTranscript(List<String> words, List<Double> starts) {

  /** Beside the recording, with its name: words with times, subtitles or plain text. */
  static Optional<ReferenceTranscript> of(Path recording) throws IOException {
    String name = recording.toString().replaceFirst("\\.[^.]+$", "");
    Path words = Path.of(name + ".words.json");
    Path text = Path.of(name + ".txt");
    if (Files.exists(words)) {
      return Optional.of(timed(words));
    }
    for (String kind : List.of(".vtt", ".srt")) {
      if (Files.exists(Path.of(name + kind))) {
        return Optional.of(cues(Files.readString(Path.of(name + kind)).replace("\r", "")));
      }
    }
    if (!Files.exists(text)) {
      return Optional.empty();
    }
    ReferenceTranscript result = new ReferenceTranscript(new ArrayList<>(), new ArrayList<>());
    result.add(Files.readString(text), Double.NaN);
    return Optional.of(result);
  }

  /** {@code words.json} as a transcription writes it. */
  static ReferenceTranscript timed(Path file) throws IOException {
    ReferenceTranscript result = new ReferenceTranscript(new ArrayList<>(), new ArrayList<>());
    for (JsonNode segment : new ObjectMapper().readTree(file.toFile()).path("segments")) {
      for (JsonNode word : segment.path("words")) {
        result.add(word.path("t").asText(), word.path("s").asDouble());
      }
      if (segment.path("words").isEmpty()) {
        result.add(segment.path("text").asText(), segment.path("start").asDouble());
      }
    }
    return result;
  }

  private static ReferenceTranscript cues(String subtitles) {
    ReferenceTranscript result = new ReferenceTranscript(new ArrayList<>(), new ArrayList<>());
    for (String block : subtitles.split("\n\n+")) {
      List<String> lines = block.strip().lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).contains("-->")) {
          String from = lines.get(i).split("-->")[0].strip().replace(',', '.');
          String said = String.join(" ", lines.subList(i + 1, lines.size()));
          result.add(said.replaceAll("<[^>]*>", ""), SpeechLab.seconds(hours(from)));
          break;
        }
      }
    }
    return result;
  }

  private static String hours(String time) {
    return time.split(":").length < 3 ? "00:" + time : time;
  }

  /** The first of the words begins then; of the others it is not known. */
  private void add(String text, double start) {
    for (String word : WordErrors.words(text)) {
      words.add(word);
      starts.add(start);
      start = Double.NaN;
    }
  }
}
