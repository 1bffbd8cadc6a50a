package io.mediarunner.core.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The one builder of inputs, and that there is no other. */
class InputRulesTest {
  private static final String LISTING =
      """
      Decoders:
       V..... = Video
       ------
       VFS..D h264                 H.264 / AVC
       V..... h264_cuvid           Nvidia CUVID H264 decoder (codec h264)
       V....D magicyuv             MagicYUV video
       VF...D png                  PNG
       A....D aac                  AAC
       S..... subrip               SubRip subtitle
      """;

  private static final Path FILE = Path.of("/w/source.mp4");

  /** What only the builder writes, and what each of ours passes as a file of its own making. */
  private static final Pattern INPUT =
      Pattern.compile(
          "\"-i\"|\"-?(protocol|format|codec)_whitelist\"|\"concat\"|\"lavfi\"|\"-f\", *\\w+\\.wav"
              + "|\"-f\",\\s*\\w+\\.(toString|wav)|\"file:\" \\+ \\w*[sS]ource");

  @Test
  void allowsEveryDecoderButTheDenied() {
    Decoders decoders = Decoders.of(LISTING, Set.of("magicyuv"));
    assertThat(decoders.all().source(FILE))
        .containsSequence("-codec_whitelist", "aac,h264,h264_cuvid,png,subrip");
    assertThat(decoders.only(List.of("h264", "bin_data")).source(FILE))
        .containsSequence("-codec_whitelist", "h264,h264_cuvid");
    assertThat(decoders.only(List.of("bin_data")).source(FILE))
        .containsSequence("-codec_whitelist", "none");
    assertThat(Decoders.of(LISTING, Set.of("png")).all().picture(FILE).toString())
        .contains("-codec_whitelist, none");
  }

  @Test
  void opensNothingWhereTheDecodersAreUnknown() {
    assertThatThrownBy(() -> Decoders.of("ffmpeg: cannot open shared object", Set.of("magicyuv")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Decoders.of(LISTING.lines().limit(3).toList().toString(), Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
    FfmpegTools tools =
        new FfmpegTools(Path.of("/bin/ffmpeg"), Path.of("/bin/ffprobe"), "6", "test", Map.of());
    assertThatThrownBy(() -> tools.source(FILE)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tools.picture(FILE)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void namesProtocolsFormatsDecodersAndSizeOfEveryFile() {
    InputRules rules = Decoders.of(LISTING, Set.of("magicyuv")).all();
    for (List<String> input :
        List.of(
            rules.source(FILE),
            rules.picture(FILE),
            InputRules.own(FILE),
            InputRules.joined(FILE),
            InputRules.raw(FILE, "rgb24", 160, 90))) {
      assertThat(input)
          .contains("-protocol_whitelist", "-format_whitelist", "-codec_whitelist")
          .endsWith("-i", "file:/w/source.mp4")
          .noneMatch(arg -> arg.contains("http") || arg.contains("hls") || arg.contains("concatf"));
    }
    assertThat(rules.source(FILE)).contains("-max_pixels");
    assertThat(rules.picture(FILE)).contains("-max_pixels");
    assertThat(InputRules.generated("sine")).contains("-format_whitelist");
  }

  /** Every class of the product that starts a program or writes a command line is read. */
  @Test
  void isTheOnlyPlaceThatWritesInputs() throws IOException {
    List<String> others = new ArrayList<>();
    List<String> builders = new ArrayList<>();
    for (String module : List.of("runner-core", "runner-verticles", "runner-launcher")) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          String text = Files.readString(file);
          String name = file.getFileName().toString();
          if (!name.equals("InputRules.java") && INPUT.matcher(text).find()) {
            others.add(name);
          }
          if (text.contains("ffmpeg().toString()") || text.contains("ffprobe().toString()")) {
            builders.add(name);
          }
        }
      }
    }
    assertThat(others).as("inputs not written by InputRules").isEmpty();
    assertThat(builders)
        .as("places that build command lines of ffmpeg")
        .contains("EncodeCommands.java", "MediaProbe.java", "AudioExtractor.java")
        .hasSizeGreaterThan(8);
  }
}
