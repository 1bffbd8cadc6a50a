package io.mediarunner.core.media.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.process.JdkProcessRunner;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs here are small scripts that say what an ffmpeg of some version says. */
class FfmpegLocatorTest {
  private static final String X264 = " V....D libx264              H.264";
  @TempDir private Path folder;

  private static String ffmpeg(String version, String encoders) {
    return "#!/bin/sh\necho 'ffmpeg version " + version + " Copyright'\necho '" + encoders + "'\n";
  }

  private Path program(String path, String script) throws Exception {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  private EmbeddedFfmpeg embedded(String script) throws Exception {
    Path jar = folder.resolve("embedded.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : List.of("ffmpeg", "ffprobe", "libavcodec.so.62")) {
        zip.putNextEntry(new ZipEntry("org/bytedeco/ffmpeg/linux-x86_64-gpl/" + name));
        zip.write(script.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return new EmbeddedFfmpeg(jar, folder.resolve("cache"));
  }

  private FfmpegTools find(Optional<Path> configured, Optional<EmbeddedFfmpeg> embedded)
      throws Exception {
    return locator(configured, embedded).find();
  }

  private FfmpegLocator locator(Optional<Path> configured, Optional<EmbeddedFfmpeg> embedded) {
    return locator(configured, embedded, Set.of("magicyuv"));
  }

  private FfmpegTools find(
      Optional<Path> configured, Optional<EmbeddedFfmpeg> embedded, Set<String> denied)
      throws Exception {
    return locator(configured, embedded, denied).find();
  }

  private FfmpegLocator locator(
      Optional<Path> configured, Optional<EmbeddedFfmpeg> embedded, Set<String> denied) {
    ToolConfig config = new ToolConfig(configured, Optional.empty(), Duration.ofMinutes(1), 0);
    return new FfmpegLocator(
        config, embedded, new JdkProcessRunner(), folder.resolve("none") + ":" + path(), denied);
  }

  private Path path() {
    return folder.resolve("bin");
  }

  @ParameterizedTest
  @CsvSource({
    "5.1.9-0+deb12u1, 8.1.2, embedded",
    "5.1.9-0+deb12u1, 8.1.1, system",
    "5.1.10-0+deb12u1, 8.1.2, system",
    "7.1.5-0+deb13u1, 8.1.2, system",
    "7.0.2, 8.1.2, embedded",
    "8.1.1, 8.1.2, embedded",
    "8.1.2, 8.1.2, system",
    "9.0, 8.1.2, system",
    "N-121000-gabcdef, 8.1.2, system"
  })
  void prefersTheEmbeddedOneToASystemsWithHolesThatSourcesCanReach(
      String system, String other, String origin) throws Exception {
    program("bin/ffmpeg", ffmpeg(system, X264));
    program("bin/ffprobe", "#!/bin/sh\n");
    Optional<EmbeddedFfmpeg> embedded = Optional.of(embedded(ffmpeg(other, X264)));

    assertThat(find(Optional.empty(), embedded, Set.of()).origin()).isEqualTo(origin);
    assertThat(find(Optional.empty(), embedded, Set.of("magicyuv")).origin())
        .as("nothing reaches the hole")
        .isEqualTo("system");
    assertThat(find(Optional.empty(), Optional.empty(), Set.of()).origin())
        .as("better than none")
        .isEqualTo("system");
  }

  @Test
  void namesTheHolesOfAVersion() {
    assertThat(DecoderHole.of("6.1.5-3ubuntu1"))
        .singleElement()
        .hasToString("magicyuv (CVE-2026-8461, fixed in 8.1.2, 7.1.5, 6.1.6, 5.1.10)");
    assertThat(DecoderHole.of("6.1.6")).isEmpty();
  }

  @Test
  void takesTheConfiguredOneBeforeAll() throws Exception {
    Path own = program("own/ffmpeg", ffmpeg("7.1.5", X264));
    Path probe = program("own/ffprobe", "#!/bin/sh\n");
    program("bin/ffmpeg", ffmpeg("8.0", X264));

    FfmpegTools found = find(Optional.of(own), Optional.empty());

    assertThat(found.ffmpeg()).isEqualTo(own);
    assertThat(found.ffprobe()).isEqualTo(probe);
    assertThat(found.version()).isEqualTo("7.1.5");
    assertThat(found.origin()).isEqualTo("configured");
  }

  @Test
  void neverReplacesAConfiguredOneThatDoesNotServe() throws Exception {
    Path own = program("own/ffmpeg", ffmpeg("4.4", X264));
    program("bin/ffmpeg", ffmpeg("8.0", X264));

    assertThatThrownBy(() -> find(Optional.of(own), Optional.empty()))
        .isInstanceOf(FfmpegMissingException.class)
        .hasMessageContainingAll("FFMPEG_PATH", own.toString(), "4.4", "older than 5.1");
  }

  @Test
  void takesTheSystemsOneIfItIsGoodEnough() throws Exception {
    program("bin/ffmpeg", ffmpeg("5.1.9-0+deb12u1", X264));
    program("bin/ffprobe", "#!/bin/sh\n");

    FfmpegTools found = find(Optional.empty(), Optional.of(embedded(ffmpeg("8.1.2", X264))));

    assertThat(found.origin()).isEqualTo("system");
    assertThat(found.version()).isEqualTo("5.1.9-0+deb12u1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"4.4.2 | libx264 ", "8.0 | libopenh264", "5.0.1| libx264 "})
  void fallsBackToTheEmbeddedOne(String version, String encoder) throws Exception {
    program("bin/ffmpeg", ffmpeg(version, " V....D " + encoder + " H.264"));

    FfmpegTools found = find(Optional.empty(), Optional.of(embedded(ffmpeg("8.1.2", X264))));

    assertThat(found.origin()).isEqualTo("embedded");
    assertThat(found.ffmpeg()).isExecutable();
    assertThat(found.ffprobe().getParent()).isEqualTo(found.ffmpeg().getParent());
    assertThat(found.environment())
        .containsEntry("LD_LIBRARY_PATH", found.ffmpeg().getParent().toString());
  }

  @Test
  void listsEachOneAtHandTheOneToUseFirst() throws Exception {
    Path own = program("own/ffmpeg", ffmpeg("7.1.5", X264));
    program("own/ffprobe", "#!/bin/sh\n");
    program("bin/ffmpeg", ffmpeg("5.1.9", X264));
    program("bin/ffprobe", "#!/bin/sh\n");
    Optional<EmbeddedFfmpeg> embedded = Optional.of(embedded(ffmpeg("8.1.2", X264)));

    assertThat(locator(Optional.of(own), embedded).all())
        .extracting(FfmpegTools::origin)
        .containsExactly("configured", "system", "embedded");
    assertThat(locator(Optional.empty(), embedded).all())
        .extracting(FfmpegTools::origin)
        .containsExactly("system", "embedded");
    program("bin/ffmpeg", ffmpeg("4.4", X264));
    assertThat(locator(Optional.empty(), embedded).all())
        .extracting(FfmpegTools::origin)
        .containsExactly("embedded");
  }

  @Test
  void unpacksTheEmbeddedOneOnce() throws Exception {
    EmbeddedFfmpeg embedded = embedded(ffmpeg("8.1.2", X264));

    Path first = embedded.unpack();
    Files.writeString(first.resolve("mark"), "");

    assertThat(embedded.unpack()).isEqualTo(first);
    assertThat(first.resolve("mark")).exists();
    try (var left = Files.list(first.getParent())) {
      assertThat(left).containsExactly(first);
    }
  }

  @Test
  void namesTheLibrariesThatTheEmbeddedOneLacks() throws Exception {
    String broken =
        "#!/bin/sh\necho 'ffmpeg: error while loading shared libraries: libxcb.so.1: cannot open"
            + " shared object file' >&2\nexit 127\n";

    assertThatThrownBy(() -> find(Optional.empty(), Optional.of(embedded(broken))))
        .isInstanceOfSatisfying(
            FfmpegMissingException.class,
            missing ->
                assertThat(missing.packages())
                    .containsExactly("libxcb1", "libxcb-shm0", "libasound2", "libpulse0"))
        .hasMessageContainingAll("libxcb.so.1 is missing", "apt-get install libxcb1");
  }

  @Test
  void saysWhatToInstallWhereThereIsNone() {
    assertThatThrownBy(() -> find(Optional.empty(), Optional.empty()))
        .isInstanceOf(FfmpegMissingException.class)
        .hasMessageContainingAll("apt-get install ffmpeg", "FFMPEG_PATH");
  }

  @Test
  void wantsAnFfprobeToo() throws Exception {
    Path own = program("own/ffmpeg", ffmpeg("7.1", X264));

    assertThatThrownBy(() -> find(Optional.of(own), Optional.empty()))
        .isInstanceOf(FfmpegMissingException.class)
        .hasMessageContaining("FFPROBE_PATH");
  }

  @ParameterizedTest
  @CsvSource({
    "5.1, true",
    "5.1.9-0+deb12u1, true",
    "7.1.5, true",
    "10.0, true",
    "N-118000-gabc, true",
    "4.4.6, false",
    "5.0, false",
    "unknown, false"
  })
  void judgesVersions(String version, boolean recent) {
    assertThat(FfmpegLocator.recent(version)).isEqualTo(recent);
  }
}
