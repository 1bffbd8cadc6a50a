package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.media.ffmpeg.EmbeddedFfmpeg;
import io.mediarunner.core.media.ffmpeg.FfmpegLocator;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.launcher.demo.DemoVideo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ffmpeg that ships with the runner really runs and really encodes. */
class EmbeddedFfmpegIT {
  private static final Path JAR = Path.of("target/runner/embedded/ffmpeg-x86_64.jar");
  @TempDir private Path folder;

  @Test
  void encodesWhereTheSystemHasNone() throws Exception {
    FfmpegTools tools =
        new FfmpegLocator(
                new ToolConfig(Optional.empty(), Optional.empty(), Duration.ofMinutes(1), 0),
                Optional.of(new EmbeddedFfmpeg(JAR, folder.resolve("cache"))),
                new JdkProcessRunner(),
                folder.resolve("no-programs-here").toString(),
                Set.of())
            .find();

    assertThat(tools.origin()).isEqualTo("embedded");
    assertThat(tools.version()).startsWith("8.1");
    Path video = folder.resolve("video.mp4");
    DemoVideo.make(tools, new JdkProcessRunner(), video, 1);
    assertThat(video).isNotEmptyFile();
  }
}
