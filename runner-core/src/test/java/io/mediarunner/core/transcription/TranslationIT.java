package io.mediarunner.core.transcription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.TranslationConfig;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Subtitles in a language that is not spoken. */
class TranslationIT extends SpeechLab {
  @Test
  void tr19KeepsTheSpokenLanguageBesideATranslation() throws Exception {
    translation =
        new TranslationConfig(
            Optional.of(
                script(
                    "translator",
                    "test $1-$2 = fr-en && grep -q 'cours de science' $3 && echo '[\"Welcome to this science course.\"]' > $4")),
            Optional.empty(),
            Optional.empty(),
            false,
            false);

    Made made = transcribe(say("fr.wav", "fr-fr", SCIENCE), Map.of("language", "en"));

    assertThat(made.text("fr.vtt")).contains("Welcome to this science course.");
    assertThat(made.text("fr.source-fr.webvtt.txt"))
        .contains("Bienvenue dans ce cours de science.");
    assertThat(times(made.text("fr.vtt"))).isEqualTo(times(made.text("fr.source-fr.webvtt.txt")));
    assertThat(made.about().path("translation").path("applied").asBoolean()).isTrue();
    assertThat(made.about().path("translation").path("model").asText()).isEqualTo("translator");
    assertThat(made.about().path("final_subtitle_language").asText()).isEqualTo("en");
    assertThat(made.about().path("detected_source_language").asText()).isEqualTo("fr");
  }

  @Test
  void translatesWithAServiceOverHttp() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    List<String> asked = new CopyOnWriteArrayList<>();
    server.createContext(
        "/translate",
        exchange -> {
          asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] answer = "{\"translatedText\":[\"Willkommen.\"]}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/translate");
      translation =
          new TranslationConfig(
              Optional.empty(), Optional.of(address), Optional.of(new Secret("key")), false, false);

      Made made = transcribe(say("fr.wav", "fr-fr", SCIENCE), Map.of("language", "de"));

      assertThat(made.text("fr.vtt")).contains("Willkommen.");
      JsonNode json = new ObjectMapper().readTree(asked.get(0));
      assertThat(json.path("q").get(0).asText()).isEqualTo("Bienvenue dans ce cours de science.");
      assertThat(json.path("source").asText() + json.path("target").asText()).isEqualTo("frde");
      assertThat(json.path("api_key").asText()).isEqualTo("key");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void tr20DeliversTheSpokenLanguageWhenATranslatorFails() throws Exception {
    translation =
        new TranslationConfig(
            Optional.of(script("translator", "exit 9")),
            Optional.empty(),
            Optional.empty(),
            true,
            true);

    Made made = transcribe(say("fr.wav", "fr-fr", SCIENCE), Map.of("language", "en"));

    assertThat(made.text("fr.fr.vtt")).contains("Bienvenue");
    assertThat(made.info().path("warnings").toString()).contains("NOT_TRANSLATED", "code 9");
    assertThat(made.about().path("translation").path("applied").asBoolean()).isFalse();
  }

  @Test
  void tr20PublishesTheSpokenLanguageUnderItsOwnNameWhereNothingTranslates() throws Exception {
    translation =
        new TranslationConfig(Optional.empty(), Optional.empty(), Optional.empty(), false, true);

    Made made =
        transcribe(say("fr.wav", "fr-fr", SCIENCE), Map.of("language", "en", "format", "vtt,srt"));

    assertThat(made.text("fr.fr.vtt")).contains("Bienvenue");
    assertThat(made.files()).contains("fr.fr.srt").doesNotContain("fr.vtt", "fr.srt");
    assertThat(made.info().path("warnings").toString()).contains("NOT_TRANSLATED");
    assertThat(made.about().path("final_subtitle_language").asText()).isEqualTo("fr");
    assertThat(made.text("fr.words.json")).contains("\"language\" : \"fr\"");
  }

  @Test
  void publishesNoSubtitlesUnderALanguageTheyAreNotIn() throws Exception {
    Path audio = say("fr.wav", "fr-fr", SCIENCE);

    assertThatThrownBy(() -> transcribe(audio, Map.of("language", "en")))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.NO_TRANSLATOR);
              assertThat(e.failure().message())
                  .contains("from fr into en", "TRANSCRIPTION_UNTRANSLATED");
            });
    assertThat(kept.resolve("transcription").resolve("piece-0000.json"))
        .as("it fails before the work, not after")
        .doesNotExist();
  }

  @Test
  void failsWhereTheTranslatorFails() throws Exception {
    translation =
        new TranslationConfig(
            Optional.of(script("translator", "exit 9")),
            Optional.empty(),
            Optional.empty(),
            false,
            false);

    assertFails(
        say("fr.wav", "fr-fr", SCIENCE), Map.of("language", "en"), FailureCode.TRANSLATION_FAILED);
  }

  @Test
  void asksTheEngineForEnglish() throws Exception {
    translation =
        new TranslationConfig(Optional.empty(), Optional.empty(), Optional.empty(), true, false);
    // The model was never taught to translate and says nothing when it is asked to: it transcribes
    // again.
    stub(
        String.format(
            Locale.ROOT,
            """
        echo "$*" >> %s/asked
        for a; do shift; [ "$a" = -tr ] || set -- "$@" "$a"; done
        exec %s "$@"
        """,
            folder,
            program));

    Made made = transcribe(say("fr.wav", "fr-fr", SCIENCE), Map.of("language", "en"));

    assertThat(Files.readString(folder.resolve("asked"))).contains(" -tr ");
    assertThat(made.files()).contains("fr.source-fr.webvtt.txt");
    assertThat(made.about().path("translation").path("backend").asText())
        .isEqualTo("whisper_legacy_fallback");
  }

  @Test
  void tr21TranslatesNothingIntoTheSameLanguage() throws Exception {
    Made made =
        transcribe(
            say("fr.wav", "fr-fr", SCIENCE), Map.of("language", "fr", "source_language", "fr-FR"));

    assertThat(made.about().path("translation").path("applied").asBoolean()).isFalse();
    assertThat(made.info().path("warnings")).isEmpty();
  }

  private static List<String> times(String vtt) {
    return vtt.lines().filter(line -> line.contains("-->")).toList();
  }
}
