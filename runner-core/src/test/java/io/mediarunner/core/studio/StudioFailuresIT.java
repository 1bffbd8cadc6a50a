package io.mediarunner.core.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.attempt.Attempt;
import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.config.StudioConfig;
import io.mediarunner.core.encoding.run.HardwareIT;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.fetch.FetchTimings;
import io.mediarunner.core.fetch.SourceFetcher;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.studio.StudioLab.Ending;
import io.mediarunner.core.task.TaskState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Studio tasks that must fail, and how, or that must succeed in spite of something. The names st19
 * and so on are those of the test cases that the runner's behaviour was agreed on.
 */
class StudioFailuresIT {
  private static final String SECRET = "root:x:0:0";
  @TempDir private static Path clips;
  private static Path screen;
  private static Path camera;
  @TempDir private Path folder;
  private StudioLab lab;

  @BeforeAll
  static void record() throws Exception {
    MediaLab media = new MediaLab(clips);
    screen = media.talk("screen.mp4", "640x360", "30", "3");
    camera = media.talk("camera.mp4", "320x240", "30", "3");
  }

  @BeforeEach
  void open() throws Exception {
    lab = new StudioLab(folder);
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private Ending run(String mediapackage) throws Exception {
    return lab.run(lab.serveText("/m/package.xml", mediapackage), Map.of());
  }

  private Ending runTracks(String presentation, String presenter) throws Exception {
    return run(StudioLab.mediapackage("", presentation, presenter, ""));
  }

  private void assertFailed(Ending ending, FailureCode code) throws Exception {
    assertThat(ending.failure().code()).as(ending.failure().message()).isEqualTo(code);
    assertThat(ending.taskFolder().resolve("manifest.json")).doesNotExist();
    assertThat(ending.everything()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<mediapackage><media><track type=\"presenter/source\"><url>http://h/x</url></track></media>"
            + "</mediapackage>",
        "<mediapackage xmlns=\"http://mediapackage.opencastproject.org\"><media/></mediapackage>"
      })
  void st19FailsWithoutTracksBeforeAnyProgramStarts(String xml) throws Exception {
    assertFailed(run(xml), FailureCode.MEDIAPACKAGE_EMPTY);
  }

  @Test
  void st19FailsOnWhatIsNoXml() throws Exception {
    assertFailed(run("certainly not XML"), FailureCode.MEDIAPACKAGE_INVALID);
  }

  @Test
  void st20ReadsNoFileOfThisMachineThroughAnEntity() throws Exception {
    Ending ending =
        run(
            """
            <?xml version="1.0"?>
            <!DOCTYPE mediapackage [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
            <mediapackage xmlns="http://mediapackage.opencastproject.org">
              <media><track type="presenter/source"><url>&secret;</url></track></media>
            </mediapackage>
            """);

    assertFailed(ending, FailureCode.MEDIAPACKAGE_INVALID);
  }

  @Test
  void st20RefusesABombOfEntities() throws Exception {
    StringBuilder bomb = new StringBuilder("<!DOCTYPE m [<!ENTITY a0 \"ha\">");
    for (int i = 1; i < 30; i++) {
      bomb.append(String.format(Locale.ROOT, "<!ENTITY a%d \"&a%d;&a%d;\">", i, i - 1, i - 1));
    }
    assertFailed(run(bomb + "]><m>&a29;</m>"), FailureCode.MEDIAPACKAGE_INVALID);
  }

  @Test
  void st20RefusesFiveMebibytes() throws Exception {
    Ending ending =
        run(
            StudioLab.mediapackage("", lab.serve("/s.mp4", screen), "", "")
                + "<!--"
                + "x".repeat(5 << 20)
                + "-->");

    assertFailed(ending, FailureCode.MEDIAPACKAGE_INVALID);
    assertThat(ending.failure().message()).contains("2 MiB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "/etc/passwd", "ftp://h/x.mp4"})
  void st21RefusesTracksThatAreNoWebAddresses(String url) throws Exception {
    Ending ending = runTracks(lab.serve("/s.mp4", screen), url);

    assertFailed(ending, FailureCode.SOURCE_URL_INVALID);
    assertThat(ending.failure().message()).contains("presenter");
    assertThat(lab.asked).doesNotContain("/s.mp4");
  }

  @Test
  void takesTracksRelativeToTheMediapackage() throws Exception {
    lab.serve("/m/tracks/screen one.mp4", screen);

    Ending ending = runTracks("tracks/screen one.mp4", "");

    assertThat(ending.outcome().failure()).isEmpty();
  }

  /** What a Mediapackage names is relative to where it really is. */
  @Test
  void takesTracksRelativeToWhereTheMediapackageWasRedirectedTo() throws Exception {
    lab.serve("/archive/7/media/video.mp4", screen);
    lab.serveText(
        "/archive/7/mediapackage.xml", StudioLab.mediapackage("", "media/video.mp4", "", ""));
    lab.redirect("/latest.xml", "/archive/7/mediapackage.xml");

    Ending ending = lab.run(lab.url("/latest.xml"), Map.of());

    assertThat(ending.outcome().failure()).isEmpty();
    assertThat(lab.asked).contains("/archive/7/media/video.mp4").doesNotContain("/media/video.mp4");
  }

  @Test
  void st22ObeysTheListOfHostsAlsoBehindARedirect() throws Exception {
    lab.downloads = new DownloadConfig(List.of("127.0.0.1"), true, 0, Set.of());
    lab.redirect("/away.mp4", "http://localhost:1/s.mp4");

    Ending other = runTracks("http://evil-127.0.0.1.example.org/s.mp4", "");
    Ending redirected = runTracks(lab.url("/away.mp4"), "");
    Ending allowed = runTracks(lab.serve("/s.mp4", screen), "");

    assertFailed(other, FailureCode.SOURCE_URL_INVALID);
    assertFailed(redirected, FailureCode.SOURCE_URL_INVALID);
    assertThat(redirected.failure().message()).contains("presentation", "localhost");
    assertThat(allowed.outcome().failure()).isEmpty();
  }

  @Test
  void st23StaysOutOfPrivateNetworksForTheMediapackageToo() throws Exception {
    lab.downloads = new DownloadConfig(List.of(), false, 0, Set.of());

    assertFailed(runTracks(lab.serve("/s.mp4", screen), ""), FailureCode.SOURCE_URL_INVALID);
    assertThat(lab.asked).isEmpty();
  }

  @Test
  void st24NamesTheTrackThatIsMissing() throws Exception {
    Ending ending = runTracks(lab.serve("/s.mp4", screen), lab.url("/gone.mp4"));

    assertFailed(ending, FailureCode.SOURCE_NOT_FOUND);
    assertThat(ending.failure().message()).startsWith("presenter: ");
    assertThat(lab.started).as("programs: the list of decoders at most").hasSizeLessThan(2);
  }

  @Test
  void st24RefusesATrackThatIsTooLarge() throws Exception {
    lab.downloads = new DownloadConfig(List.of(), true, 20_000, Set.of());

    assertFailed(runTracks(lab.serve("/s.mp4", screen), ""), FailureCode.SOURCE_TOO_LARGE);
  }

  @Test
  void st25OpensNoDeniedCodec() throws Exception {
    Path denied = folder.resolve("denied.avi");
    Files.writeString(denied, "RIFF....AVI LIST....MAGY....", StandardCharsets.ISO_8859_1);

    Ending ending = runTracks(lab.serve("/denied.avi", denied), "");

    assertFailed(ending, FailureCode.CODEC_DENIED);
    assertThat(ending.everything()).contains("CVE-2026-8461");
  }

  @Test
  void failsWithoutAnyPicture() throws Exception {
    Path audio = new MediaLab(folder).clip("sound.m4a", "-f lavfi -i sine=d=1 -c:a aac");

    assertFailed(runTracks(lab.serve("/sound.m4a", audio), ""), FailureCode.NO_PICTURE);
  }

  @Test
  void st27TakesAQuoteInAnAddressForPlainData() throws Exception {
    String odd = "/a\"b -f null -.mp4";
    lab.serve(odd, screen);

    Ending ending =
        runTracks(lab.url("/a%22b%20-f%20null%20-.mp4"), lab.serve("/camera.mp4", camera));

    assertThat(ending.outcome().failure()).isEmpty();
  }

  @Test
  void failsForACutThatCannotBeHadWhereTheSettingsAreStrict() throws Exception {
    lab.studio = new StudioConfig(30, "superfast", "128k", true, false);
    String screenUrl = lab.serve("/s.mp4", screen);

    assertFailed(
        run(StudioLab.mediapackage("", screenUrl, "", lab.url("/gone.smil"))),
        FailureCode.CUT_INVALID);
    assertFailed(
        run(
            StudioLab.mediapackage(
                "", screenUrl, "", lab.serveText("/odd.smil", StudioLab.smil("soon..2s")))),
        FailureCode.CUT_INVALID);
  }

  @Test
  void failsForACutThatKeepsNothing() throws Exception {
    Ending ending =
        run(
            StudioLab.mediapackage(
                "",
                lab.serve("/s.mp4", screen),
                "",
                lab.serveText("/late.smil", StudioLab.smil("10s..12s"))));

    assertFailed(ending, FailureCode.CUT_INVALID);
  }

  @Test
  void st28GoesOnTheCpuWhereTheCardFailsAndSaysSo() throws Exception {
    lab.gpu = true;
    lab.hardware = HardwareIT.BROKEN;

    MediaLab.Result result =
        lab.make(
            StudioLab.mediapackage(
                "pipb", lab.serve("/s.mp4", screen), lab.serve("/c.mp4", camera), ""),
            Map.of("studio_allow_nvenc", "true"));

    assertThat(result.info().path("attempts")).hasSize(3);
    assertThat(result.info().path("attempts").get(0).path("decode").asText()).isEqualTo("cuda");
    assertThat(result.info().path("attempts").get(0).has("error")).isTrue();
    assertThat(result.info().path("attempts").get(1).path("decode").asText()).isEqualTo("cpu");
    assertThat(result.info().path("attempts").get(1).path("encode").asText()).isEqualTo("cuda");
    assertThat(result.info().path("attempts").get(2).path("encode").asText()).isEqualTo("cpu");
    assertThat(result.info().path("attempts").get(2).has("error")).isFalse();
    assertThat(result.info().path("warnings").toString()).contains("GPU_NOT_USED");
  }

  @Test
  void usesTheCpuAloneWhereTheTaskWantsThat() throws Exception {
    lab.gpu = true;
    lab.hardware = HardwareIT.BROKEN;

    MediaLab.Result result =
        lab.make(
            StudioLab.mediapackage("", lab.serve("/s.mp4", screen), "", ""),
            Map.of("force_cpu", true, "studio_allow_nvenc", true));

    assertThat(result.info().path("attempts")).hasSize(1);
    assertThat(result.info().path("warnings")).isEmpty();
  }

  @Test
  void st30EndsTheWholeProcessGroupWhenStopped() throws Exception {
    Path longer = new MediaLab(folder).talk("long.mp4", "1280x720", "30", "60");
    String source =
        lab.serveText(
            "/package.xml",
            StudioLab.mediapackage(
                "pipb", lab.serve("/long.mp4", longer), lab.serve("/c.mp4", camera), ""));
    Path storage = Files.createDirectory(folder.resolve("storage"));
    try (SourceFetcher fetcher =
        new SourceFetcher(lab.downloads, Network.DIRECT, FetchTimings.STANDARD)) {
      Attempt attempt = lab.attempt(storage, fetcher, source, Map.of());
      CompletableFuture<TaskOutcome> end = CompletableFuture.supplyAsync(attempt::run);
      while (lab.progress.stream().noneMatch(progress -> progress.fraction() > 0.2)) {
        Thread.sleep(50);
        assertThat(end).isNotDone();
      }

      attempt.stop(Failure.CANCELLED);

      assertThat(end.get(20, TimeUnit.SECONDS).failure()).contains(Failure.CANCELLED);
      assertThat(lab.started).isNotEmpty();
      assertThat(lab.started).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
      assertThat(storage.resolve("t1").resolve("output")).doesNotExist();
    }
  }

  @Test
  void st32TimesOutWithTheLimitInTheMessage() throws Exception {
    Path longer = new MediaLab(folder).talk("long.mp4", "1280x720", "30", "60");
    lab.limit = Duration.ofSeconds(2);

    Ending ending = runTracks(lab.serve("/long.mp4", longer), "");

    assertThat(ending.outcome().state()).isEqualTo(TaskState.TIMED_OUT);
    assertThat(ending.failure().message()).contains("2 seconds");
  }
}
