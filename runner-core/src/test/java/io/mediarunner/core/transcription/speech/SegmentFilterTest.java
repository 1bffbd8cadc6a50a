package io.mediarunner.core.transcription.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mediarunner.core.transcription.engine.WhisperJson;
import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names tr15 and so on are those of the test cases that were agreed on. */
class SegmentFilterTest {
  private static final SpeechRegions SPEECH = new SpeechRegions(List.of(new Interval(0, 100)), 200);

  private static Segment segment(String text, double probability) {
    return new Segment(10, 12, text, List.of(new Word(text, 10, 12, probability)));
  }

  private static List<String> kept(String language, Segment... segments) {
    return new SegmentFilter(SPEECH, language, Sound.UNKNOWN)
        .filter(List.of(segments)).segments().stream().map(Segment::text).toList();
  }

  @Test
  void tr15KeepsOnlyWhatWasSaid() {
    assertThat(
            kept(
                "fr",
                segment("...", 0.9),
                segment("Sous-titrage ST' 501", 0.3),
                segment("1,2,3,1,2,3,1,2,3,1,2,3,1,2,3,1,2,3", 0.9),
                segment("Sneкая", 0.9),
                segment("Salut", 0.9)))
        .containsExactly("Salut");
  }

  @Test
  void tr16KeepsSpeechThatOnlyLooksLikeACredit() {
    assertThat(kept("en", segment("Subtitles are useful in class", 0.9))).hasSize(1);
    assertThat(kept("en", segment("Subtitles by the community", 0.2))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Thanks for watching!",
        "Merci d'avoir regardé cette vidéo !",
        "Sous-titres réalisés par la communauté d'Amara.org",
        "Abonnez-vous",
        "Vielen Dank fürs Zuschauen.",
        "¡Gracias por ver el vídeo!",
        "Suscríbete",
        "Grazie per aver guardato il video",
        "Obrigado por assistir",
        "Bedankt voor het kijken."
      })
  void dropsThanksThatNobodySaidAtTheEnd(String thanks) {
    Segment atTheEnd = new Segment(196, 199, thanks, List.of(new Word(thanks, 196, 199, 0.9)));
    SpeechRegions noisy = new SpeechRegions(List.of(new Interval(0, 200)), 200);

    assertThat(new SegmentFilter(noisy, "en", Sound.UNKNOWN).filter(List.of(atTheEnd)).segments())
        .isEmpty();
  }

  @Test
  void keepsASentenceThatQuotesAnotherScript() {
    assertThat(kept("fr", new Segment(1, 4, "le mot мир veut dire paix", List.of())))
        .containsExactly("le mot veut dire paix");
  }

  @Test
  void readsSilencesOfFfmpeg() {
    SpeechRegions regions =
        SpeechRegions.ofSilences(
            """
            [silencedetect @ 0x1] silence_start: -0.01
            [silencedetect @ 0x1] silence_end: 2.5 | silence_duration: 2.51
            [silencedetect @ 0x1] silence_start: 7
            """
                .lines(),
            20);

    assertThat(regions.speech()).containsExactly(new Interval(2.4, 7.1));
    assertThat(regions.speechSeconds()).isEqualTo(4.7, within(1e-9));
    assertThat(regions.speechWithin(6, 9)).isEqualTo(1.1, within(1e-9));
    assertThat(SpeechRegions.ofSilences(Stream.of("nothing"), 20).speech())
        .containsExactly(new Interval(0, 20));
    assertThat(SpeechRegions.ofSilences(Stream.of("silence_start: 0"), 20).speech()).isEmpty();
  }

  @Test
  void cutsOnlyInSilenceAndLeavesLongSilencesOut() {
    List<Interval> speech = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      speech.add(new Interval(i * 10, i * 10 + 9));
    }
    speech.add(new Interval(200, 205));

    List<Interval> chunks =
        ChunkPlan.of(new SpeechRegions(speech, 300), 35).stream()
            .map(ChunkPlan.Chunk::audio)
            .toList();

    assertThat(chunks)
        .extracting(Interval::startSeconds)
        .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : 1, Double.class)
        .containsExactly(0.0, 29.8, 59.8, 89.8, 199.8);
    assertThat(chunks.get(3).endSeconds()).isEqualTo(99.2, within(1e-9));
  }

  @Test
  void takesEachWordOnceWhereItHadToCutInTheMiddleOfSpeech() {
    SpeechRegions endless = new SpeechRegions(List.of(new Interval(0, 100)), 100);
    List<ChunkPlan.Chunk> chunks = ChunkPlan.of(endless, 30);

    assertThat(chunks).hasSize(4);
    assertThat(chunks.get(0).audio()).isEqualTo(new Interval(0, 27.5));
    assertThat(chunks.get(0).kept()).isEqualTo(new Interval(0, 25));
    assertThat(chunks.get(1).audio()).isEqualTo(new Interval(22.5, 52.5));
    assertThat(chunks.get(3).kept()).isEqualTo(new Interval(75, 100));
    Segment across =
        new Segment(
            24,
            26,
            "bonjour à",
            List.of(new Word("bonjour", 24, 25.2, 1), new Word("à", 25.2, 26, 1)));
    assertThat(across.within(0, 25).orElseThrow().text()).isEqualTo("bonjour");
    assertThat(across.within(25, 50).orElseThrow().text()).isEqualTo("à");
    assertThat(across.within(50, 75)).isEmpty();
  }

  @Test
  void readsWordsOfWhisperCli() {
    ChunkTranscript json =
        WhisperJson.parse(
            """
            {"result": {"language": "fr"}, "transcription": [
              {"offsets": {"from": 480, "to": 2380}, "text": " Bonjour à tous,", "tokens": [
                {"text": "[_BEG_]", "offsets": {"from": 0, "to": 0}, "p": 0.98},
                {"text": " Bon", "offsets": {"from": 480, "to": 700}, "p": 1.0},
                {"text": "jour", "offsets": {"from": 700, "to": 1020}, "p": 0.5},
                {"text": " à", "offsets": {"from": 1020, "to": 1180}, "p": 0.97},
                {"text": " tous", "offsets": {"from": 1180, "to": 2100}, "p": 0.99},
                {"text": ",", "offsets": {"from": 2100, "to": 2380}, "p": 0.71}]},
              {"offsets": {"from": 3000, "to": 4000}, "text": "  ", "tokens": []}]}
            """
                .getBytes(StandardCharsets.UTF_8));

    assertThat(json.language()).isEqualTo("fr");
    assertThat(json.segments()).hasSize(1);
    assertThat(json.segments().get(0).words())
        .extracting(Word::text)
        .containsExactly("Bonjour", "à", "tous,");
    assertThat(json.segments().get(0).words().get(0))
        .isEqualTo(new Word("Bonjour", 0.48, 1.02, 0.75));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"transcription\": [{\"offsets\"", "[]", "{}"})
  void tr25TakesHalfAResultForNone(String text) {
    assertThatThrownBy(() -> WhisperJson.parse(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
