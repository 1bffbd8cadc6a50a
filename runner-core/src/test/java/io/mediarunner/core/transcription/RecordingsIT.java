package io.mediarunner.core.transcription;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Word error rate and word times over a folder of recordings with reference transcripts: {@code
 * bin/test --with-model FILE FOLDER}. Without a folder, over sentences that the test model knows.
 */
class RecordingsIT extends SpeechLab {
  private static final Set<String> TEXTS = Set.of("txt", "vtt", "srt", "json");

  private WordErrors all = new WordErrors(0, 0, 0, 0, List.of());
  private final List<Double> late = new ArrayList<>();

  @Test
  void saysHowManyWordsAreRightAndWhen() throws Exception {
    limit = Duration.ofHours(12);
    stall = Optional.of(Duration.ofHours(1));
    String given = System.getProperty("speech.recordings", "");
    Path recordings = given.isEmpty() ? made() : Path.of(given);
    List<String> table = new ArrayList<>();
    table.add("| recording | words | right | other | missing | invented | WER | MER | WIL |");
    table.add("|---|---|---|---|---|---|---|---|---|");

    for (Path recording : recordings(recordings)) {
      ReferenceTranscript reference =
          ReferenceTranscript.of(recording)
              .orElseThrow(
                  () ->
                      new AssertionError(
                          recording + " needs a .words.json, .vtt, .srt or .txt of that name"));
      table.add(row(recording.getFileName().toString(), compared(recording, reference)));
    }

    table.add(row("all", all));
    late.sort(null);
    table.add("");
    table.add(
        late.isEmpty()
            ? "The references have no times."
            : String.format(
                Locale.ROOT,
                "Start of %d words against the references: median %.2f s, 95 %% within %.2f s.",
                late.size(),
                late.get(late.size() / 2),
                late.get((int) (late.size() * 0.95))));
    Path report = Path.of("target/word-errors.md");
    Files.write(report, table);
    table.forEach(System.out::println);
    System.out.println("Written to " + report.toAbsolutePath());
    assertThat(all.reference()).as("words of the references").isPositive();
    if (given.isEmpty()) {
      assertThat(all.wer()).isLessThanOrEqualTo(0.1);
      assertThat(late.get(late.size() / 2)).isLessThanOrEqualTo(0.2);
    }
  }

  private WordErrors compared(Path recording, ReferenceTranscript reference) throws Exception {
    kept = Files.createTempDirectory(folder, "kept");
    Made made = transcribe(recording, Map.of());
    String name =
        made.files().stream().filter(f -> f.endsWith(".words.json")).findFirst().orElseThrow();
    ReferenceTranscript heard = ReferenceTranscript.timed(made.folder().resolve(name));
    WordErrors errors = WordErrors.of(reference.words(), heard.words());
    for (int[] pair : errors.pairs()) {
      double difference = heard.starts().get(pair[1]) - reference.starts().get(pair[0]);
      if (!Double.isNaN(difference)) {
        late.add(Math.abs(difference));
      }
    }
    all = all.plus(errors);
    return errors;
  }

  private static List<Path> recordings(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !TEXTS.contains(file.toString().replaceFirst("^.*\\.", "")))
          .sorted()
          .toList();
    }
  }

  /** A sentence at 1 s with its subtitles, and one with its text. */
  private Path made() throws Exception {
    Path made = Files.createDirectory(folder.resolve("recordings"));
    Path music = say("music.wav", "en-gb", MUSIC);
    media.clip(
        "recordings/music.wav", "-i " + music + " -af adelay=1000,apad=pad_dur=1 -ar 16000 -ac 1");
    Files.writeString(
        made.resolve("music.vtt"),
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ada>Today we study the history\nof music.\n");
    Files.copy(say("teacher.wav", "en-gb", TEACHER), made.resolve("teacher.wav"));
    Files.writeString(made.resolve("teacher.txt"), "The teacher answers every question.\n");
    return made;
  }

  private static String row(String name, WordErrors e) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %d | %d | %.3f | %.3f | %.3f |",
        name,
        e.reference(),
        e.hits(),
        e.substitutions(),
        e.deletions(),
        e.insertions(),
        e.wer(),
        e.mer(),
        e.wil());
  }
}
