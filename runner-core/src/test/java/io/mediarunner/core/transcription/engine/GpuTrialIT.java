package io.mediarunner.core.transcription.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.process.JdkProcessRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real engine on the CPU against one that lies on the GPU. */
class GpuTrialIT {
  private static final Path MODEL = Path.of("src/test/resources/speech/ggml-fixture-en-fr.bin");

  @TempDir Path folder;
  private Path program;

  @BeforeEach
  void find() {
    program = new WhisperLocator(System.getenv("PATH"), folder).cli(Optional.empty()).orElseThrow();
  }

  /** Without {@code -ng} it says that it uses CUDA, and then does what it is told. */
  private String verdict(String onGpu) throws Exception {
    Path stub = folder.resolve("whisper-cli");
    Files.writeString(
        stub,
        String.format(
            Locale.ROOT,
            """
            #!/bin/sh
            case " $* " in *" -ng "*) exec %s "$@" ;; esac
            echo 'whisper_backend_init_gpu: using CUDA0 backend' >&2
            %s
            """,
            program,
            onGpu));
    Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new GpuTrial(new JdkProcessRunner()).of(new WhisperCli(stub, "stub"), options());
  }

  private static TranscribeOptions options() {
    return new TranscribeOptions(
        Optional.of(MODEL),
        "small",
        "en",
        false,
        true,
        1,
        "",
        Duration.ofMinutes(1),
        Duration.ofMinutes(1));
  }

  private static String says(String transcription) {
    return "out=; for a; do [ \"$out\" = -of ] && echo '{\"result\": {\"language\": \"en\"},"
        + " \"transcription\": ["
        + transcription
        + "]}' > \"$a.json\"; out=\"$a\"; done";
  }

  @Test
  void findsAGpuThatHearsNothing() throws Exception {
    assertThat(verdict(says("")))
        .isEqualTo(
            "it recognised \"\" with the GPU where the CPU recognised \"good morning and thank you\"");
  }

  @Test
  void findsAGpuThatHearsGarbage() throws Exception {
    String garbage =
        "{\"offsets\": {\"from\": 0, \"to\": 1900}, \"text\": \" the the of\", \"tokens\": []}";

    assertThat(verdict(says(garbage))).startsWith("it recognised \"the the of\" with the GPU");
  }

  @Test
  void findsASlowGpuAndTrustsAFastOne() throws Exception {
    String exact =
        says(
            "{\"offsets\": {\"from\": 0, \"to\": 1700}, \"text\": \" Good morning and thank you.\", \"tokens\": []}");

    assertThat(verdict(exact)).isEmpty();
    assertThat(
            verdict(
                exact.replace(
                    "out=\"$a\"", "out=\"$a\"; case \"$a\" in *trial-1) sleep 5 ;; esac")))
        .startsWith("the GPU is slower than the CPU: ");
  }

  @ParameterizedTest
  @CsvSource({
    "exit 1, the engine failed with the GPU",
    "exit 0, the engine gave no complete result"
  })
  void findsAGpuThatDoesNotWork(String script, String why) throws Exception {
    assertThat(verdict(script)).startsWith(why);
  }

  @Test
  void findsThatThereIsNone() throws Exception {
    assertThat(new GpuTrial(new JdkProcessRunner()).of(new WhisperCli(program, "real"), options()))
        .as("this machine's build of whisper.cpp has no GPU backend")
        .isEqualTo("the engine found no GPU");
  }
}
