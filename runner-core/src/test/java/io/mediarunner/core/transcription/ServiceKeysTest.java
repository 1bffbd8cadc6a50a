package io.mediarunner.core.transcription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.fetch.ScriptedServer;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.transcription.engine.AudioChunk;
import io.mediarunner.core.transcription.engine.EngineRun;
import io.mediarunner.core.transcription.engine.TranscribeOptions;
import io.mediarunner.core.transcription.engine.WhisperServer;
import io.mediarunner.core.transcription.translation.ServiceTranslator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Speech and translation services get the key that is theirs, and are not believed to the end. */
@Tag("security")
class ServiceKeysTest {
  private static final Optional<Secret> KEY = Optional.of(new Secret("hush"));

  @TempDir private Path folder;
  private final JdkProcessRunner runner = new JdkProcessRunner();
  private final TaskProcesses processes = new TaskProcesses(runner, pid -> {});

  @AfterEach
  void close() {
    runner.close();
  }

  private void transcribe(String address) throws IOException, TaskFailedException {
    Path wav = Files.write(folder.resolve("a.wav"), new byte[44]);
    TranscribeOptions options =
        new TranscribeOptions(
            Optional.empty(),
            "small",
            "en",
            false,
            false,
            1,
            "",
            Duration.ofSeconds(20),
            Duration.ofSeconds(20));
    new WhisperServer(URI.create(address), KEY)
        .transcribe(
            List.of(new AudioChunk(wav, folder.resolve("a.json"))),
            options,
            new EngineRun(processes, folder, line -> {}, done -> {}));
  }

  private List<String> translate(String address) throws IOException, TaskFailedException {
    return new ServiceTranslator(URI.create(address), KEY, Duration.ofSeconds(20))
        .translate(List.of("Hello."), "en", "fr", processes, folder);
  }

  @Test
  void takesNoKeyAlongARedirect() throws Exception {
    try (ScriptedServer thief =
            new ScriptedServer(
                (number, request, out) ->
                    ScriptedServer.sendFile(
                        out, "{\"translatedText\":[\"Salut.\"],\"segments\":[]}".getBytes(UTF_8)));
        ScriptedServer service =
            new ScriptedServer(
                (number, request, out) ->
                    ScriptedServer.send(
                        out,
                        new byte[0],
                        "HTTP/1.1 307 Go",
                        "Content-Length: 0",
                        "Location: " + thief.url("/there")))) {
      assertThatThrownBy(() -> transcribe(service.url("/v1/audio/transcriptions")))
          .isInstanceOfSatisfying(
              TaskFailedException.class,
              e -> assertThat(e.failure().code()).isEqualTo(FailureCode.ENGINE_FAILED));
      assertThatThrownBy(() -> translate(service.url("/translate"))).hasMessageContaining("307");
      assertThat(service.requests).hasSize(2);
      assertThat(thief.requests).isEmpty();
    }
  }

  @Test
  void readsNoAnswerOfTenTimesTheSize() throws Exception {
    byte[] piece = new byte[1 << 20];
    try (ScriptedServer service =
        new ScriptedServer(
            (number, request, out) -> {
              ScriptedServer.send(out, new byte[0], "HTTP/1.1 200 OK");
              for (long sent = 0; sent < 10L * Limits.RESULT; sent += piece.length) {
                out.write(piece);
              }
            })) {
      assertThatThrownBy(() -> transcribe(service.url("/inference")))
          .isInstanceOfSatisfying(
              TaskFailedException.class,
              e -> assertThat(e.failure().code()).isEqualTo(FailureCode.ENGINE_FAILED));
      assertThatThrownBy(() -> translate(service.url("/translate")))
          .hasMessageContaining("larger than " + Limits.RESULT);
    }
  }
}
