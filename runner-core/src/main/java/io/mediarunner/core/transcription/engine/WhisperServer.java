package io.mediarunner.core.transcription.engine;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.net.ServiceClient;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import io.mediarunner.core.transcription.speech.ChunkTranscript;
import io.mediarunner.core.transcription.speech.ScriptText;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ContentType;

/**
 * A service whose model stays loaded: whisper.cpp's {@code whisper-server}, or any service with
 * OpenAI's {@code /v1/audio/transcriptions}. The runner does not start it; it sends chunks one
 * after the other.
 */
public final class WhisperServer implements SpeechEngine {
  private static final String OPENAI = "/audio/transcriptions";
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int SAMPLE_BYTES_A_SECOND = 32_000;
  private static final int SLOWEST = 20;
  private static final int SHOWN = 300;
  private static final String AUTO = "auto";

  private final URI address;
  private final Optional<Secret> key;

  /**
   * @param address for transcriptions, such as {@code http://127.0.0.1:8080/inference}
   * @param key sent as bearer token
   */
  public WhisperServer(URI address, Optional<Secret> key) {
    this.address = Objects.requireNonNull(address, "address");
    this.key = Objects.requireNonNull(key, "key");
  }

  @Override
  public EngineKind kind() {
    return EngineKind.WHISPER_SERVER;
  }

  /** The service does not report a version. */
  @Override
  public String version() {
    return openAi() ? "openai interface" : "whisper.cpp interface";
  }

  @Override
  public String place() {
    return address.toString();
  }

  @Override
  public boolean needsModelFile() {
    return false;
  }

  private boolean openAi() {
    return address.getPath().endsWith(OPENAI);
  }

  @Override
  public boolean transcribe(List<AudioChunk> chunks, TranscribeOptions options, EngineRun run)
      throws TaskFailedException, IOException {
    long end = System.nanoTime() + options.limit().toNanos();
    for (int i = 0; i < chunks.size(); i++) {
      run.progress().accept((double) i / chunks.size());
      byte[] answer = ask(chunks.get(i), options, false, end, run);
      Path result = chunks.get(i).result();
      Path unfinished = result.resolveSibling(result.getFileName() + ".part");
      Files.write(unfinished, answer);
      Files.move(unfinished, result, StandardCopyOption.ATOMIC_MOVE);
    }
    return false; // it does not report it
  }

  @Override
  public List<Optional<Guess>> languages(
      List<AudioChunk> chunks, TranscribeOptions options, EngineRun run)
      throws TaskFailedException, IOException {
    long end = System.nanoTime() + options.limit().toNanos();
    List<Optional<Guess>> guesses = new ArrayList<>();
    for (AudioChunk chunk : chunks) {
      byte[] answer = ask(chunk, options.in(AUTO), true, end, run);
      String language = VerboseJson.parse(answer).language();
      guesses.add(
          language.isEmpty()
              ? Optional.empty()
              : Optional.of(new Guess(language, VerboseJson.languageProbability(answer))));
    }
    return guesses;
  }

  @Override
  public ChunkTranscript read(Path result) throws IOException {
    return VerboseJson.parse(SmallFile.bytes(result, Limits.RESULT));
  }

  /**
   * @param end deadline for all chunks, by {@link System#nanoTime}
   */
  private byte[] ask(
      AudioChunk chunk, TranscribeOptions options, boolean probabilities, long end, EngineRun run)
      throws TaskFailedException {
    HttpPost post = new HttpPost(translations(options.translate()));
    key.ifPresent(secret -> post.setHeader("Authorization", "Bearer " + secret.value()));
    post.setEntity(form(chunk, options, probabilities).build());
    run.log()
        .accept("POST " + address + " " + chunk.wav().getFileName() + " " + options.language());
    Duration patience = patience(chunk, options);
    long stalled = System.nanoTime() + patience.toNanos();
    Thread watch = abortWhenOver(post, Math.min(end, stalled), run);
    try (ServiceClient client = new ServiceClient(patience)) {
      ServiceClient.Answer answer = client.call(post, Limits.RESULT);
      if (answer.status() != 200) {
        throw new IOException("HTTP " + answer.status() + ": " + shown(answer.body()));
      }
      VerboseJson.parse(answer.body());
      return answer.body();
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      // A request aborted before it had a connection throws the last of these.
      run.tools().throwIfStopped();
      run.log().accept("the speech service failed: " + e.getMessage());
      if (System.nanoTime() - end >= 0) {
        throw new TaskFailedException(
            FailureCode.TIME_LIMIT,
            "Script timeout after " + options.limit().toSeconds() + " seconds");
      }
      if (System.nanoTime() - stalled >= 0) {
        throw new TaskFailedException(
            FailureCode.STALLED,
            String.format(
                Locale.ROOT,
                "The speech service did not respond for %d seconds.",
                patience.toSeconds()));
      }
      throw new TaskFailedException(
          new Failure(
              FailureCode.ENGINE_FAILED,
              "The speech service failed or sent an unusable response. The task's encoding.log has the"
                  + " details."),
          e);
    } finally {
      watch.interrupt();
    }
  }

  private URI translations(boolean translate) {
    return translate && openAi()
        ? URI.create(address.toString().replace("/transcriptions", "/translations"))
        : address;
  }

  private MultipartEntityBuilder form(
      AudioChunk chunk, TranscribeOptions options, boolean probabilities) {
    MultipartEntityBuilder form =
        MultipartEntityBuilder.create()
            .addBinaryBody("file", chunk.wav().toFile(), ContentType.create("audio/wav"), "a.wav")
            .addTextBody("response_format", "verbose_json")
            .addTextBody("temperature", "0.0");
    boolean known = !options.language().equals(AUTO);
    if (openAi()) {
      form.addTextBody("model", options.modelName());
      form.addTextBody("timestamp_granularities[]", "word");
      form.addTextBody("timestamp_granularities[]", "segment");
      if (known && !options.translate()) {
        form.addTextBody("language", options.language());
      }
    } else {
      form.addTextBody("language", options.language());
      form.addTextBody("translate", "" + options.translate());
      form.addTextBody("max_context", "0");
      form.addTextBody("beam_size", "5");
      form.addTextBody("temperature_inc", "0.0"); // random sampling is not reproducible
      form.addTextBody("suppress_nst", "true");
      form.addTextBody("carry_initial_prompt", "" + !options.vocabulary().isEmpty());
      form.addTextBody("no_language_probabilities", "" + !probabilities); // costs an extra pass
    }
    if (!options.vocabulary().isEmpty()) {
      form.addTextBody("prompt", options.vocabulary(), ContentType.TEXT_PLAIN.withCharset("UTF-8"));
    }
    return form;
  }

  /**
   * It reports no progress: if it takes this many times the length of the audio, it is considered
   * dead.
   */
  private static Duration patience(AudioChunk chunk, TranscribeOptions options) {
    long seconds = chunk.wav().toFile().length() / SAMPLE_BYTES_A_SECOND;
    Duration slowest = Duration.ofSeconds(SLOWEST * seconds);
    return slowest.compareTo(options.stall()) > 0 ? slowest : options.stall();
  }

  /** Also limits a service that never finishes its response. */
  private static Thread abortWhenOver(HttpPost post, long end, EngineRun run) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (System.nanoTime() - end < 0) {
                  run.tools().throwIfStopped();
                  Thread.sleep(LOOK.toMillis());
                }
                post.abort();
              } catch (TaskFailedException e) {
                post.abort();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // it has responded
              }
            },
            "speech-service-watch");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** whisper-server returns errors as JSON with the single field {@code error}. */
  private static String shown(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      text = Json.read(text).path("error").asText(text);
    } catch (IOException e) {
      // return it as it is
    }
    return ScriptText.shortened(text, SHOWN);
  }
}
