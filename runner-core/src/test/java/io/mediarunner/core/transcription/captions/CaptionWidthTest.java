package io.mediarunner.core.transcription.captions;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.transcription.engine.WhisperJson;
import io.mediarunner.core.transcription.speech.ChunkPlan;
import io.mediarunner.core.transcription.speech.ChunkTranscript;
import io.mediarunner.core.transcription.speech.ScriptText;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.SpeechRegions;
import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import io.mediarunner.core.transcription.speech.Word;
import io.mediarunner.core.transcription.speech.WordPlacement;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Languages without blanks, wide and combined characters, and whatever else an engine writes. */
class CaptionWidthTest {
  private static final String CHINESE = "今天我们学习音乐的历史，老师回答所有的问题。";

  /** One token a character, as whisper.cpp writes Chinese. */
  private static ChunkTranscript chinese(String text, int fromMillis, int toMillis) {
    StringBuilder tokens = new StringBuilder();
    List<String> characters = ScriptText.graphemes(text);
    for (int i = 0; i < characters.size(); i++) {
      int from = fromMillis + (toMillis - fromMillis) * i / characters.size();
      int to = fromMillis + (toMillis - fromMillis) * (i + 1) / characters.size();
      tokens.append(i == 0 ? "" : ",");
      tokens.append(
          String.format(
              Locale.ROOT,
              "{\"text\": \"%s\", \"offsets\": {\"from\": %d, \"to\": %d}, \"p\": 0.9}",
              characters.get(i),
              from,
              to));
    }
    return WhisperJson.parse(
        String.format(
                Locale.ROOT,
                "{\"result\": {\"language\": \"zh\"}, \"transcription\": [{\"offsets\": {\"from\": %d,"
                    + " \"to\": %d}, \"text\": \"%s\", \"tokens\": [%s]}]}",
                fromMillis,
                toMillis,
                text,
                tokens)
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void takesEachTokenForAWordWhereThereAreNoBlanks() {
    List<Word> words = chinese(CHINESE, 0, 8000).segments().get(0).words();

    assertThat(words).hasSize(20);
    assertThat(words.get(10).text()).isEqualTo("史，");
    assertThat(words.get(11).text()).isEqualTo("老");
    assertThat(words.get(11).startSeconds()).isBetween(4.3, 4.4);
  }

  @Test
  void showsChineseWhenItIsSpokenInLinesOfSixteenColumns() {
    SpeechRegions regions =
        new SpeechRegions(List.of(new Interval(0.8, 4.5), new Interval(6.2, 10)), 12);
    ChunkPlan.Chunk chunk = ChunkPlan.chunk(regions, new Interval(0, 12));
    List<Segment> segments =
        new WordPlacement(regions, chunk).of(chinese(CHINESE, 200, 7600).segments()).segments();

    List<Cue> cues =
        new CueBuilder("zh", regions)
            .build(segments.stream().flatMap(s -> s.words().stream()).toList());

    assertThat(cues)
        .allSatisfy(
            cue ->
                assertThat(cue.lines())
                    .hasSizeLessThanOrEqualTo(2)
                    .allSatisfy(line -> assertThat(Columns.of(line)).isLessThanOrEqualTo(16)));
    assertThat(String.join("", cues.stream().flatMap(cue -> cue.lines().stream()).toList()))
        .isEqualTo(CHINESE);
    assertThat(cues).flatMap(Cue::lines).noneMatch(line -> line.matches("[，。].*"));
    assertThat(cues)
        .filteredOn(cue -> String.join("", cue.lines()).contains("老师"))
        .allSatisfy(cue -> assertThat(cue.startMillis()).isGreaterThanOrEqualTo(6200));
  }

  @Test
  void putsCharactersTogetherThatAnEngineHasCutIntoBytes() throws Exception {
    byte[] character = "音".getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    String offsets = "\", \"offsets\": {\"from\": 0, \"to\": 500}, \"p\": 0.9}";
    json.write(
        ("{\"result\": {}, \"transcription\": [{\"offsets\": {\"from\": 0, \"to\": 500}, \"text\":"
                + " \"音\", \"tokens\": [{\"text\": \"")
            .getBytes(StandardCharsets.UTF_8));
    json.write(character, 0, 2);
    json.write((offsets + ", {\"text\": \"").getBytes(StandardCharsets.UTF_8));
    json.write(character, 2, 1);
    json.write((offsets + "]}]}").getBytes(StandardCharsets.UTF_8));

    List<Word> words = WhisperJson.parse(json.toByteArray()).segments().get(0).words();

    assertThat(words).extracting(Word::text).containsExactly("音");
  }

  @Test
  void neverCutsACharacterInTwo() {
    String family = "👨‍👩‍👧‍👦";
    String accent = "e\u0301";
    List<Word> words = new ArrayList<>();
    words.add(new Word("x".repeat(39) + "𝔘".repeat(30) + family + accent.repeat(50), 0, 9, 0.9));

    List<Cue> cues = new CueBuilder("en").build(words);

    List<String> lines = cues.stream().flatMap(cue -> cue.lines().stream()).toList();
    assertThat(String.join("", lines)).isEqualTo(words.get(0).text());
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(Columns.of(line)).isLessThanOrEqualTo(40);
              assertThat(Character.isLowSurrogate(line.charAt(0))).isFalse();
              assertThat(line).doesNotStartWith("\u0301").doesNotStartWith("\u200d");
            });
    assertThat(ScriptText.shortened("ab𝔘cd", 3)).isEqualTo("ab");
    assertThat(ScriptText.shortened("a" + family, 5)).isEqualTo("a");
  }

  @Test
  void countsColumnsAsATerminalDoes() {
    assertThat(Columns.of("abc")).isEqualTo(3);
    assertThat(Columns.of("音楽")).isEqualTo(4);
    assertThat(Columns.of("ｱｲ")).isEqualTo(2);
    assertThat(Columns.of("ＡＢ")).isEqualTo(4);
    assertThat(Columns.of("한국")).isEqualTo(4);
    assertThat(Columns.of("e\u0301")).isEqualTo(1);
  }

  @Test
  void dividesThaiByDictionary() {
    assertThat(ScriptText.words("วันนี้เราเรียนดนตรี")).hasSizeGreaterThan(2);
    assertThat(ScriptText.joined(ScriptText.words("วันนี้เราเรียนดนตรี")))
        .isEqualTo("วันนี้เราเรียนดนตรี");
    assertThat(ScriptText.joined(List.of("使用", "Java", "编程"))).isEqualTo("使用 Java 编程");
  }

  @Test
  void writesValidFilesWhateverAnEngineSays() {
    List<Word> hostile = new ArrayList<>();
    String[] texts = {
      "a\u0000b",
      "one\n\ntwo",
      "-->",
      "<i>",
      "&",
      "\r\n",
      "\u2028x",
      "\uD800",
      "\uFFFD",
      "NOTE",
      "STYLE",
      "WEBVTT",
      "00:00:01.000 --> 00:00:02.000",
      "null",
      "\u0007"
    };
    for (int i = 0; i < texts.length; i++) {
      hostile.add(new Word(texts[i], i * 0.1, i * 0.1, 0.9));
    }
    SpeechRegions regions = new SpeechRegions(List.of(new Interval(0, 5)), 5);

    List<Cue> cues = new CueBuilder("en", regions).build(Segment.of(hostile).words());

    assertThat(cues).isNotEmpty();
    assertThat(WebVttGrammar.problems(Subtitles.vtt(cues), 5000)).isEmpty();
    assertThat(SubRipGrammar.problems(Subtitles.srt(cues), 5000)).isEmpty();
  }

  @Test
  void takesNullForNothing() {
    ChunkTranscript transcript =
        WhisperJson.parse(
            ("{\"result\": {\"language\": null}, \"transcription\": [{\"offsets\": null, \"text\": null,"
                    + " \"tokens\": null}, {\"offsets\": {\"from\": 0, \"to\": 100}, \"text\": \" a\","
                    + " \"tokens\": [{\"text\": null}]}]}")
                .getBytes(StandardCharsets.UTF_8));

    assertThat(transcript.segments()).extracting(Segment::text).containsExactly("a");
  }

  @Test
  void theGrammarItselfFindsWhatIsWrong() {
    assertThat(WebVttGrammar.problems("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\na\n", 3000))
        .isEmpty();
    for (String wrong :
        List.of(
            "WEBVT\n\n",
            "WEBVTT\n00:00:01.000 --> 00:00:02.000\na\n",
            "WEBVTT\n\n00:00:01,000 --> 00:00:02,000\na\n",
            "WEBVTT\n\n00:00:02.000 --> 00:00:01.000\na\n",
            "WEBVTT\n\n00:00:01.000 --> 00:00:09.000\na\n",
            "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n\n",
            "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\na & b\n",
            "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\na < b\n",
            "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\na\u0000\n",
            "WEBVTT\n\n00:00:01.000 --> 00:00:60.000\na\n",
            "WEBVTT\n\nNOTE a --> b\n\n")) {
      assertThat(WebVttGrammar.problems(wrong, 3000)).as(wrong).isNotEmpty();
    }
    assertThat(SubRipGrammar.problems("1\n00:00:01,000 --> 00:00:02,000\na\n", 3000)).isEmpty();
    for (String wrong :
        List.of(
            "2\n00:00:01,000 --> 00:00:02,000\na\n",
            "1\n00:00:01.000 --> 00:00:02.000\na\n",
            "1\n00:00:01,000 --> 00:00:02,000\n",
            "1\n00:00:01,000 --> 00:00:09,000\na\n")) {
      assertThat(SubRipGrammar.problems(wrong, 3000)).as(wrong).isNotEmpty();
    }
  }
}
