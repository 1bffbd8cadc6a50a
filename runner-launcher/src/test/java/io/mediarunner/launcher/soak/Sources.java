package io.mediarunner.launcher.soak;

import io.mediarunner.core.transcription.engine.WhisperLocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes media, small but real, in the folder that the media server serves. */
final class Sources {
  /** Longer than what is encoded in one go. */
  private static final int LONG_SECONDS = 330;

  private static final String SENTENCE = "today we study the history of music";
  private final Programs programs;
  private final Path folder;

  Sources(Programs programs, Path folder) {
    this.programs = programs;
    this.folder = folder;
  }

  /** One second of 160 x 90. */
  Source tiny() throws IOException {
    return video("tiny.mp4", 1, "160x90", 10);
  }

  /** Long enough to be killed in the middle. */
  Source small() throws IOException {
    return video("small.mp4", 20, "640x360", 25);
  }

  /** More than five minutes. */
  Source lengthy() throws IOException {
    return video("lengthy.mp4", LONG_SECONDS, "160x90", 5);
  }

  /** Takes an encoder some seconds, and some megabytes. */
  Source heavy() throws IOException {
    return video("heavy.mp4", 60, "1280x720", 25);
  }

  /** Screen and camera. */
  Source studio() throws IOException {
    video("screen.mp4", 8, "320x180", 25);
    video("camera.mp4", 8, "160x120", 25);
    Files.writeString(
        folder.resolve("mediapackage.xml"),
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <mediapackage xmlns="http://mediapackage.opencastproject.org" id="soak" presenter="pipb">
          <media>
            <track type="presentation/source"><url>screen.mp4</url></track>
            <track type="presenter/source"><url>camera.mp4</url></track>
          </media>
        </mediapackage>
        """);
    return new Source("studio", "/mediapackage.xml", 8, Map.of());
  }

  /**
   * A spoken sentence, where a voice, an engine and a small model that knows the sentence are
   * there.
   *
   * @param models gets the model
   */
  Optional<Source> speech(Path home, Path models) throws IOException {
    Path fixtures = home.resolve("runner-core/src/test/resources/speech");
    Path model = fixtures.resolve("ggml-fixture-en-fr.bin");
    Path detector = fixtures.resolve("ggml-silero-v6.2.0.bin");
    boolean engine =
        new WhisperLocator(System.getenv("PATH"), Path.of("none"))
            .cli(Optional.empty())
            .isPresent();
    if (!engine || !Files.exists(model)) {
      return Optional.empty();
    }
    Path file = folder.resolve("speech.wav");
    try {
      programs.run(
          List.of("espeak-ng", "-v", "en-gb", "-s", "150", "-w", file.toString(), SENTENCE));
    } catch (IOException e) {
      return Optional.empty(); // no voice
    }
    Files.createDirectories(models);
    Files.copy(model, models.resolve("ggml-small.bin"));
    Files.copy(detector, models.resolve(detector.getFileName()));
    return Optional.of(
        new Source("transcription", "/speech.wav", 0, Map.of("format", "vtt", "language", "en")));
  }

  private Source video(String name, int seconds, String size, int rate) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
      command.addAll(List.of("-protocol_whitelist", "file", "-f", "lavfi", "-i"));
      command.add(String.format(Locale.ROOT, "testsrc2=s=%s:r=%d:d=%d", size, rate, seconds));
      command.addAll(List.of("-f", "lavfi", "-i", "sine=f=440:r=48000:d=" + seconds));
      command.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"));
      command.addAll(List.of("-c:a", "aac", "-movflags", "+faststart", "file:" + file));
      programs.run(command);
    }
    return new Source("encoding", "/" + name, seconds, Map.of());
  }
}
