package io.mediarunner.core.transcription;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessIdentity;
import io.mediarunner.core.process.TaskProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Engines that are missing, fail, hang or are killed. */
class SpeechFaultsIT extends SpeechLab {
  @ParameterizedTest
  @CsvSource({
    "exit 0, ENGINE_FAILED",
    "'for a; do :; done; echo {\\\"transcription\\\": [{ > $a.json', ENGINE_FAILED",
    "'for a; do :; done; head -c 20000000 /dev/zero > $a.json', ENGINE_FAILED",
    "exit 3, MODEL_MISSING",
    "exit 10, ENGINE_FAILED"
  })
  void tr25BelievesNoEngineButAWholeResult(String script, FailureCode code) throws Exception {
    Path audio = say("en.wav", "en-gb", MUSIC);
    stub(script);

    assertFails(audio, Map.of(), code);
  }

  @Test
  void tr32EndsAnEngineThatTakesTooLong() throws Exception {
    Path audio = say("en.wav", "en-gb", MUSIC);
    stub("echo 'progress = 460%' >&2\nsleep 60");
    limit = Duration.ofSeconds(2);

    assertFails(audio, Map.of(), FailureCode.TIME_LIMIT);
    assertThat(progress).allSatisfy(p -> assertThat(p.fraction()).isLessThanOrEqualTo(1));
  }

  @Test
  void tr32EndsAnEngineThatGivesNoSignOfLife() throws Exception {
    stub("sleep 60");
    stall = Optional.of(Duration.ofSeconds(1));

    assertFails(say("en.wav", "en-gb", MUSIC), Map.of(), FailureCode.STALLED);
  }

  @Test
  void saysThatTheEngineIsMissing() throws Exception {
    engine = Optional.empty();

    assertFails(say("en.wav", "en-gb", MUSIC), Map.of(), FailureCode.TOOL_MISSING);
  }

  @Test
  void startsAnEngineThatWasKilledAgainForWhatIsMissing() throws Exception {
    threshold = Duration.ofSeconds(2);
    Path talk = talk();
    String undisturbed = transcribe(talk, Map.of()).text("talk.vtt");
    kept = folder.resolve("kept-2");
    killedAfter(2);

    Made made = transcribe(talk, Map.of());

    assertThat(made.text("talk.vtt")).isEqualTo(undisturbed);
    assertThat(made.about().path("pieces").asInt()).isEqualTo(4);
    assertThat(Files.readAllLines(folder.resolve("second"))).hasSize(2);
  }

  @Test
  void startsTheEngineItselfAgainAfterItWasKilledMidWay() throws Exception {
    threshold = Duration.ofSeconds(2);
    Path once = media.clip("once.wav", "-i " + talk() + " -af apad=pad_dur=1");
    Path talk = media.clip("long.wav", "-stream_loop 1 -i " + once + " -c copy");
    String undisturbed = transcribe(talk, Map.of()).text("long.vtt");
    kept = folder.resolve("kept-2");
    Path second = kept.resolve("transcription").resolve("piece-0001.json");
    started.clear();
    AtomicLong killed = new AtomicLong();
    Thread killer =
        new Thread(
            () -> {
              await()
                  .atMost(Duration.ofMinutes(2))
                  .pollInterval(5, MILLISECONDS)
                  .until(() -> Files.exists(second));
              ProcessHandle engine =
                  ProcessHandle.of(started.get(started.size() - 1)).orElseThrow();
              assertThat(engine.info().command().orElse("")).endsWith("whisper-cli");
              assertThat(engine.destroyForcibly()).isTrue(); // SIGKILL
              killed.set(engine.pid());
            });
    killer.start();

    Made made = transcribe(talk, Map.of());

    killer.join();
    assertThat(killed.get()).isPositive();
    assertThat(made.text("long.vtt")).isEqualTo(undisturbed);
    List<String> runs =
        made.text("encoding.log").lines().filter(line -> line.contains(" -ojf ")).toList();
    assertThat(runs).hasSize(2);
    assertThat(runs.get(0)).contains("piece-0000.wav", "piece-0007.wav");
    assertThat(runs.get(1)).doesNotContain("piece-0000.wav").contains("piece-0007.wav");
  }

  @Test
  void tr17tr18TranscribesOnceMoreWhereSomebodySpeaksAndNothingWasRecognised() throws Exception {
    Path once = media.clip("once.wav", "-i " + talk() + " -af apad=pad_dur=1");
    Path talk = media.clip("long.wav", "-stream_loop 3 -i " + once + " -c copy");
    // Of sixteen sentences, it has something for nine.
    stub(
        String.format(
            Locale.ROOT,
            """
        %2$s "$@"
        all=; for i in 0 1 2 3 4 5 6 7 8; do
          all="$all${all:+,}{\\"offsets\\": {\\"from\\": $((i*2450+300)), \\"to\\": $((i*2450+2300))},
            \\"text\\": \\" Good morning.\\", \\"tokens\\": []}"
        done
        case "$*" in
          *piece-*) for a; do case "$a" in */piece-*.wav) ;; */piece-*)
            echo "{\\"result\\": {}, \\"transcription\\": [$all]}" > "$a.json" ;; esac; done ;;
        esac
        exit 0
        """,
            folder,
            program));

    Made made = transcribe(talk, Map.of("source_language", "en"));

    assertThat(made.text("long.vtt")).contains("Good morning.", "every question");
    JsonNode repair = made.about().path("vtt_internal_gaps").path("repair");
    assertThat(repair.path("rerun_attempts").asInt()).isEqualTo(1);
    assertThat(repair.path("inserted_cue_count").asInt()).isPositive();
    assertThat(repair.path("detected_after_count").asInt()).isZero();
  }

  @Test
  void tr17WarnsWhereAlsoTheSecondTryBringsNothing() throws Exception {
    Path talk = media.clip("long.wav", "-stream_loop 1 -i " + talk() + " -c copy");
    stub(
        """
        out=; for a; do [ "$out" = -of ] && echo '{"result": {"language": "en"}, "transcription": [
          {"offsets": {"from": 100, "to": 900}, "text": " Good morning.", "tokens": []}]}' > "$a.json"
        out="$a"; done
        """);

    Made made = transcribe(talk, Map.of("source_language", "en"));

    assertThat(made.text("long.vtt")).contains("Good morning.");
    assertThat(made.info().path("warnings").toString()).contains("SPEECH_NOT_RECOGNISED");
  }

  @Test
  void goesOnOnTheCpuWhereTheEngineFailsWithTheGpu() throws Exception {
    gpu = true;
    stub(
        String.format(
            Locale.ROOT, "case \" $* \" in *\" -ng \"*) exec %s \"$@\" ;; esac; exit 10", program));

    Made made = transcribe(say("en.wav", "en-gb", MUSIC), Map.of());

    assertThat(made.text("en.vtt")).contains("history of music");
    assertThat(made.info().path("warnings")).hasSize(1);
    assertThat(made.info().path("warnings").toString()).contains("ENGINE_ON_CPU", "failed");
  }

  @Test
  void tr26TranscribesOnlyWhatAnEarlierAttemptHasNotHeard() throws Exception {
    threshold = Duration.ofSeconds(2);
    Path talk = talk();
    String undisturbed = transcribe(talk, Map.of()).text("talk.vtt");
    Path state = kept.resolve("transcription");
    Files.delete(state.resolve("piece-0001.json"));
    Files.writeString(state.resolve("piece-0003.json"), "{\"transcription\": [{\"te");
    Files.setLastModifiedTime(state.resolve("piece-0000.json"), FileTime.fromMillis(0));

    Made made = transcribe(talk, Map.of());

    assertThat(made.text("talk.vtt")).isEqualTo(undisturbed);
    assertThat(made.text("encoding.log"))
        .contains("piece-0001.wav", "piece-0003.wav")
        .doesNotContain("piece-0000.wav", "piece-0002.wav", " -dl");
    assertThat(Files.getLastModifiedTime(state.resolve("piece-0000.json")).toMillis()).isZero();

    transcribe(talk, Map.of("source_language", "en")); // another plan

    assertThat(Files.getLastModifiedTime(state.resolve("piece-0000.json")).toMillis()).isPositive();
  }

  @Test
  void tr31SaysThatTheEngineRanOnTheCpu() throws Exception {
    gpu = true;

    Made made = transcribe(say("en.wav", "en-gb", MUSIC), Map.of());

    assertThat(made.about().path("hardware_profile").asText()).isEqualTo("cpu");
    assertThat(made.info().path("warnings").toString()).contains("ENGINE_ON_CPU");
  }

  @Test
  void goesOnWithAnEngineThatHasOutlivedTheRunner() throws Exception {
    threshold = Duration.ofSeconds(2);
    Path talk = talk();
    String undisturbed = transcribe(talk, Map.of()).text("talk.vtt");
    kept = folder.resolve("kept-2");
    Path attempt = Files.createDirectory(folder.resolve("attempt-1"));
    long engine = outlives(talk, attempt);
    progress.clear();

    CompletableFuture<Made> adopting = begin(talk, Map.of(), attempt, tools);
    await().until(() -> progress.stream().anyMatch(p -> p.fraction() > 0.4)); // half is transcribed
    Files.createFile(folder.resolve("go"));
    Made made = adopting.get(1, TimeUnit.MINUTES);

    assertThat(made.text("talk.vtt")).isEqualTo(undisturbed);
    assertThat(made.text("encoding.log")).contains("adopted a running speech engine");
    assertThat(Files.readAllLines(folder.resolve("starts"))).containsExactly("" + engine);
  }

  @Test
  void endsAnEngineThatHasOutlivedTheRunnerAndTranscribesSomethingElse() throws Exception {
    threshold = Duration.ofSeconds(2);
    Path talk = talk();
    Path attempt = Files.createDirectory(folder.resolve("attempt-1"));
    long engine = outlives(talk, attempt);
    Files.createFile(folder.resolve("go"));

    Made made = transcribe(talk, Map.of("source_language", "en"), attempt, tools);

    assertThat(made.text("encoding.log")).doesNotContain("adopted a running");
    assertThat(made.text("talk.vtt")).contains("history of music");
    assertThat(ProcessIdentity.of(engine).flatMap(ProcessIdentity::alive)).isEmpty();
    assertThat(Files.readAllLines(folder.resolve("starts"))).hasSize(2).contains("" + engine);
  }

  /** The real engine, which waits after two chunks; the attempt abandons it. */
  private long outlives(Path talk, Path attempt) throws Exception {
    stub(
        String.format(
            Locale.ROOT,
            """
        case " $* " in *" -dl "*) exec %2$s "$@" ;; esac
        echo $$ >> %1$s/starts
        keep=; n=0
        for a; do
          if [ "$a" = -f ]; then n=$((n+1)); fi
          if [ $n -le 2 ]; then keep="$keep $a"; fi
        done
        %2$s $keep
        while [ ! -e %1$s/go ]; do sleep 0.1; done
        exec %2$s "$@"
        """,
            folder,
            program));
    TaskProcesses first = new TaskProcesses(new JdkProcessRunner(), pid -> {});
    CompletableFuture<Made> interrupted = begin(talk, Map.of(), attempt, first);
    Path second = kept.resolve("transcription").resolve("piece-0001.json");
    await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(second));
    first.letGo();
    assertThatThrownBy(interrupted::get).hasCauseInstanceOf(TaskFailedException.class);
    long engine = Long.parseLong(Files.readString(folder.resolve("starts")).strip());
    assertThat(ProcessHandle.of(engine)).as("the engine works on").isPresent();
    return engine;
  }

  private CompletableFuture<Made> begin(
      Path source, Map<String, Object> parameters, Path attempt, TaskProcesses programs) {
    CompletableFuture<Made> made = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                made.complete(transcribe(source, parameters, attempt, programs));
              } catch (Exception e) {
                made.completeExceptionally(e);
              }
            });
    thread.start();
    return made;
  }

  /**
   * The real engine; dies by a signal in the middle of its work, as if the system had killed it.
   */
  private void killedAfter(int chunks) throws IOException {
    stub(
        String.format(
            Locale.ROOT,
            """
        echo x >> %1$s/starts
        case " $* " in *" -dl "*) exec %2$s "$@" ;; esac
        if [ ! -e %1$s/died ]; then
          touch %1$s/died
          keep=; n=0; want=%3$d; out=
          for a; do
            if [ "$a" = -f ]; then n=$((n+1)); fi
            if [ $n -le $want ]; then keep="$keep $a"; fi
          done
          %2$s $keep
          kill -9 $$
        fi
        for a; do if [ "$a" = -f ]; then echo p >> %1$s/second; fi; done
        exec %2$s "$@"
        """,
            folder,
            program,
            chunks));
  }

  @Test
  void tr32LeavesNothingRunningWhenItIsStopped() throws Exception {
    Path audio = say("en.wav", "en-gb", MUSIC);
    stub(
        String.format(
            Locale.ROOT, "sleep 600 & echo $! > %s/child; echo $$ > %s/pid; wait", folder, folder));
    Thread stopper =
        new Thread(
            () -> {
              await().until(() -> Files.exists(folder.resolve("pid")));
              tools.stop();
            });
    stopper.start();

    assertFails(audio, Map.of(), FailureCode.CANCELLED);

    stopper.join();
    for (String file : List.of("pid", "child")) {
      long pid = Long.parseLong(Files.readString(folder.resolve(file)).strip());
      await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }
  }
}
