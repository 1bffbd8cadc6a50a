package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.LadderMode;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.encoding.run.EncodingWork;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.ffmpeg.FfmpegLocator;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.workspace.DiskClaims;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Renditions in a real browser: transport streams, fragmented MP4, DASH. */
class PlayerIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path folder;
  private String address;

  private static final String TALK = "-f lavfi -i testsrc2=s=640x360:r=25:d=7 -f lavfi -i sine=d=7";

  /** Few pictures a second: those that are stored out of order wait long. */
  private static final String TWO_LANGUAGES =
      "-f lavfi -i testsrc2=s=1280x720:r=10:d=14 -f lavfi -i sine=f=440:d=14"
          + " -f lavfi -i sine=f=880:d=14 -map 0 -map 1 -map 2"
          + " -metadata:s:a:0 language=fra -metadata:s:a:1 language=eng";

  private void encodeAndServe(boolean fmp4, String clip) throws Exception {
    Path output = encode(fmp4, clip);
    Router router = Router.router(vertx);
    router
        .route("/lib/*")
        .handler(StaticHandler.create("META-INF/resources/webjars/hls.js/1.4.12/dist"));
    router
        .route("/videojs/*")
        .handler(StaticHandler.create("META-INF/resources/webjars/video.js/7.21.7/dist"));
    router
        .route("/videojs.html")
        .handler(
            ctx ->
                ctx.response()
                    .putHeader("Content-Type", "text/html")
                    .end(
                        "<video id=video muted></video><script src=/videojs/video.min.js></script>"));
    router
        .route("/page.html")
        .handler(
            ctx ->
                ctx.response()
                    .putHeader("Content-Type", "text/html")
                    .end("<video id=video muted></video><script src=/lib/hls.min.js></script>"));
    router.route().handler(StaticHandler.create(FileSystemAccess.ROOT, output.toString()));
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    address = "http://127.0.0.1:" + server.actualPort();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private Path encode(boolean fmp4, String clip) throws Exception {
    ToolConfig limits = new ToolConfig(Optional.empty(), Optional.empty(), LIMIT, 0);
    FfmpegTools ffmpeg =
        new FfmpegLocator(
                limits,
                Optional.empty(),
                new JdkProcessRunner(),
                System.getenv("PATH"),
                Set.of("magicyuv"))
            .find();
    Path source = folder.resolve("talk.mp4");
    int made =
        new ProcessBuilder(
                (ffmpeg.ffmpeg()
                        + " -v error "
                        + clip
                        + " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac "
                        + source)
                    .split(" "))
            .inheritIO()
            .start()
            .waitFor();
    assertThat(made).isZero();
    EncodingConfig config =
        new EncodingConfig(
            false,
            "superfast",
            OptionalInt.empty(),
            fmp4,
            2,
            LadderMode.AUTO,
            true,
            0,
            List.of(),
            "",
            Path.of("/"));
    TaskRequest request =
        new TaskRequest(
            new TaskId("t1"),
            "e",
            "a",
            Optional.empty(),
            "encoding",
            "http://host/x",
            Optional.empty(),
            Map.of(),
            "",
            Optional.empty());
    Path output = Files.createDirectory(folder.resolve("output"));
    new EncodingWork(ffmpeg, config, limits, Set.of(), Hardware.NONE)
        .run(
            new MediaTask(
                request,
                source,
                "talk.mp4",
                "http://host/talk.mp4",
                Files.createDirectory(folder.resolve("work")),
                folder.resolve("kept"),
                output,
                new TaskProcesses(new JdkProcessRunner(), pid -> {}),
                (name, url, max, listener) -> {
                  throw new AssertionError("nothing else is to be fetched");
                },
                new DiskClaims().open(),
                progress -> {}));
    return output;
  }

  @ParameterizedTest(name = "fragmented MP4: {0}")
  @ValueSource(booleans = {false, true})
  void hlsPlaysAndSeeks(boolean fmp4) throws Exception {
    encodeAndServe(fmp4, TALK);
    try (Browser browser = new Browser();
        Page page = browser.page(700, 500)) {
      page.navigate(address + "/page.html");
      Object shades =
          page.evaluate(
              """
              () => new Promise((done, fail) => {
                const video = document.getElementById('video');
                const hls = new Hls({ enableWorker: false });
                hls.on(Hls.Events.ERROR, (e, data) => { if (data.fatal) fail(data.details); });
                hls.on(Hls.Events.MANIFEST_PARSED, () => { video.currentTime = 4.5; });
                video.addEventListener('timeupdate',
                    () => { if (video.currentTime > 5) done(shades(video)); });
                // how many shades of grey the picture has that is shown just now
                const shades = (shown) => {
                  const canvas = document.createElement('canvas');
                  canvas.width = shown.videoWidth;
                  canvas.height = shown.videoHeight;
                  const pen = canvas.getContext('2d');
                  pen.drawImage(shown, 0, 0);
                  const data = pen.getImageData(0, 0, canvas.width, canvas.height).data;
                  const seen = new Set();
                  for (let i = 0; i < data.length; i += 4) seen.add(data[i] + data[i + 1] + data[i + 2]);
                  return canvas.width + 'x' + canvas.height + ' ' + (seen.size > 50);
                };
                hls.loadSource('/master.m3u8');
                hls.attachMedia(video);
                video.play();
              })
              """);
      assertThat(shades).as("size, and whether there is a picture").isEqualTo("640x360 true");
    }
  }

  /**
   * What the browser has buffered begins at the same moment for the pictures and for each language,
   * to one frame of AAC, on every level; so what is shown is what is heard (RFC 8216, section
   * 6.2.4).
   */
  @ParameterizedTest(name = "fragmented MP4: {0}")
  @ValueSource(booleans = {false, true})
  void languagesAndLevelsStayInStep(boolean fmp4) throws Exception {
    encodeAndServe(fmp4, TWO_LANGUAGES);
    try (Browser browser = new Browser();
        Page page = browser.page(700, 500)) {
      page.navigate(address + "/page.html");
      Object late =
          page.evaluate(
              """
              async () => {
                const video = document.getElementById('video');
                const starts = async (level, track) => {
                  const buffers = {};
                  const hls = new Hls({ enableWorker: false, startLevel: level });
                  hls.on(Hls.Events.BUFFER_CREATED, (e, data) => {
                    for (const [kind, one] of Object.entries(data.tracks)) buffers[kind] = one.buffer;
                  });
                  let failed = null;
                  hls.on(Hls.Events.ERROR, (e, data) => { if (data.fatal) failed = data.details; });
                  const buffered = new Set();
                  hls.on(Hls.Events.FRAG_BUFFERED, (e, data) => {
                    if (data.frag.type === 'main') buffered.add(data.frag.level);
                  });
                  let switched = track === 0;
                  hls.on(Hls.Events.AUDIO_TRACK_SWITCHED, (e, data) => { switched = data.id === track; });
                  const chosen = new Promise((known) =>
                      hls.once(Hls.Events.AUDIO_TRACKS_UPDATED, () => setTimeout(known)));
                  hls.loadSource('/master.m3u8');
                  hls.attachMedia(video);
                  await chosen;
                  hls.audioTrack = track;
                  const full = (kind) => buffers[kind] && buffers[kind].buffered.length
                      && buffers[kind].buffered.end(buffers[kind].buffered.length - 1) > 13;
                  for (let i = 0; !switched || !full('video') || !full('audio'); i++) {
                    if (failed || i > 200) throw new Error(failed || 'nothing came');
                    await new Promise((later) => setTimeout(later, 50));
                  }
                  if (hls.audioTrack !== track) throw new Error('track ' + hls.audioTrack);
                  const late = buffers.audio.buffered.start(0) - buffers.video.buffered.start(0);
                  hls.currentLevel = 1 - level; // drops the pictures and fetches others
                  const other = () => buffered.has(1 - level) && full('video');
                  for (let i = 0; !other(); i++) {
                    if (i % 40 === 39) hls.currentLevel = 1 - level; // hls.js can miss one while it ends
                    if (failed || i > 200) {
                      throw new Error(failed || 'no switch: ' + [...buffered] + video.error?.message);
                    }
                    await new Promise((later) => setTimeout(later, 50));
                  }
                  const switchedLate =
                      buffers.audio.buffered.start(0) - buffers.video.buffered.start(0);
                  hls.destroy();
                  return [late, switchedLate];
                };
                const all = [];
                for (const level of [0, 1]) {
                  for (const track of [0, 1]) all.push(await starts(level, track));
                }
                return all;
              }
              """);
      assertThat((List<?>) late)
          .hasSize(4)
          .allSatisfy(
              both ->
                  assertThat((List<?>) both)
                      .allSatisfy(
                          one ->
                              assertThat(((Number) one).doubleValue())
                                  .as("audio after pictures, seconds")
                                  .isBetween(-0.022, 0.022)));
    }
  }

  /**
   * The same in the player of today's platform: on each level by itself, and while the level rises
   * because the line turns out to be fast.
   */
  @ParameterizedTest(name = "fragmented MP4: {0}")
  @ValueSource(booleans = {false, true})
  void languagesAndLevelsStayInStepInVideoJs(boolean fmp4) throws Exception {
    encodeAndServe(fmp4, TWO_LANGUAGES);

    assertInStep(inVideoJs(360, 360), Set.of("360p_talk"));
    assertInStep(inVideoJs(720, 720), Set.of("720p_talk"));
    assertInStep(inVideoJs(360, 0), Set.of("360p_talk", "720p_talk"));
  }

  /**
   * @param first height of the level to begin with
   * @param only height of the one level, or 0 where video.js chooses by the speed of the line
   */
  private Map<?, ?> inVideoJs(int first, int only) {
    try (Browser browser = new Browser();
        Page page = browser.page(1400, 900)) {
      page.navigate(address + "/videojs.html");
      return (Map<?, ?>) page.evaluate(VIDEO_JS, Map.of("first", first, "only", only));
    }
  }

  private static void assertInStep(Map<?, ?> seen, Set<String> levels) {
    assertThat(
            ((List<?>) seen.get("pictures"))
                .stream().map(uri -> uri.toString().replaceAll("^.*/|[-.].*", "")))
        .as("levels asked for")
        .containsAll(levels)
        .allMatch(levels::contains);
    assertThat((List<?>) seen.get("late"))
        .hasSize(3)
        .allSatisfy(
            one ->
                assertThat(((Number) one).doubleValue())
                    .as("audio after pictures, seconds")
                    .isBetween(-0.022, 0.022));
    assertThat((List<?>) seen.get("gaps"))
        .as("stretches buffered")
        .allMatch(Integer.valueOf(1)::equals);
  }

  private static final String VIDEO_JS =
      """
      async ({ first, only }) => {
        const buffers = {};
        const add = MediaSource.prototype.addSourceBuffer;
        MediaSource.prototype.addSourceBuffer = function (mime) {
          return buffers[mime.split('/')[0]] = add.call(this, mime);
        };
        const asked = [];
        videojs.Vhs.xhr.beforeRequest = (options) => { asked.push(options.uri); return options; };
        const player = videojs('video', { html5: { vhs: {
            overrideNative: true, bandwidth: first > 360 ? 1e9 : 1,
            limitRenditionByPlayerDimensions: false } } });
        player.src({ src: '/master.m3u8', type: 'application/x-mpegURL' });
        player.on('loadedmetadata', () => {
          // before the first segment: a change later throws away what is buffered
          const vhs = player.tech({ IWillNotUseThisInPlugins: true }).vhs;
          if (only) vhs.representations().forEach((one) => one.enabled(one.height === only));
        });
        const until = async (what, done) => {
          for (let i = 0; !done(); i++) {
            if (player.error() || i > 400) {
              throw new Error(what + ': ' + JSON.stringify(player.error())
                  + document.querySelector('video').error?.message + asked.slice(-5)
                  + Object.entries(buffers).map(([kind, one]) => kind
                      + [...Array(one.buffered.length).keys()].map((k) =>
                          one.buffered.start(k) + '-' + one.buffered.end(k))));
            }
            await new Promise((later) => setTimeout(later, 50));
          }
        };
        const full = (kind) => buffers[kind] && !buffers[kind].updating
            && buffers[kind].buffered.length
            && buffers[kind].buffered.end(buffers[kind].buffered.length - 1) > 13;
        const late = [];
        const gaps = [];
        const measure = () => {
          late.push(buffers.audio.buffered.start(0) - buffers.video.buffered.start(0));
          gaps.push(buffers.audio.buffered.length, buffers.video.buffered.length);
        };
        player.muted(true);
        player.play();
        await until('first', () => full('video') && full('audio'));
        measure();
        for (const language of ['en', 'fr']) {
          const tracks = player.audioTracks();
          for (let i = 0; i < tracks.length; i++) {
            tracks[i].enabled = tracks[i].language === language;
          }
          await new Promise((later) => setTimeout(later, 1000));
          player.currentTime(0);
          await new Promise((later) => setTimeout(later, 500));
          await until(language, () => full('video') && full('audio'));
          measure();
        }
        return { late, gaps, pictures: asked.filter((uri) => /\\d+p_[^/]*\\.(ts|m4s)$/.test(uri)) };
      }
      """;

  /** Follows the manifest as a player does: first bytes, then each range, with the codecs named. */
  @Test
  void dashNamesBytesThatTheBrowserPlays() throws Exception {
    encodeAndServe(true, TALK);
    try (Browser browser = new Browser();
        Page page = browser.page(700, 500)) {
      page.navigate(address + "/page.html");
      Object seconds =
          page.evaluate(
              """
              async () => {
                const text = await (await fetch('/manifest.mpd')).text();
                const mpd = new DOMParser().parseFromString(text, 'text/xml');
                const video = document.getElementById('video');
                const source = new MediaSource();
                video.src = URL.createObjectURL(source);
                await new Promise((open) => source.addEventListener('sourceopen', open));
                const fetchRange = async (file, range) => {
                  const answer = await fetch('/' + file, { headers: { Range: 'bytes=' + range } });
                  if (answer.status !== 206) throw new Error('status ' + answer.status);
                  return answer.arrayBuffer();
                };
                const tracks = [...mpd.querySelectorAll('AdaptationSet')].map((set) => {
                  const one = set.querySelector('Representation');
                  const buffer = source.addSourceBuffer(
                      set.getAttribute('mimeType') + '; codecs="' + one.getAttribute('codecs') + '"');
                  const list = one.querySelector('SegmentList');
                  buffer.timestampOffset = -list.getAttribute('presentationTimeOffset')
                      / list.getAttribute('timescale');
                  return { one, buffer };
                });
                for (const { one, buffer } of tracks) {
                  const file = one.querySelector('BaseURL').textContent;
                  const ranges = [one.querySelector('Initialization').getAttribute('range')];
                  one.querySelectorAll('SegmentURL')
                      .forEach((url) => ranges.push(url.getAttribute('mediaRange')));
                  for (const range of ranges) {
                    buffer.appendBuffer(await fetchRange(file, range));
                    await new Promise((end) =>
                        buffer.addEventListener('updateend', end, { once: true }));
                  }
                }
                source.endOfStream();
                video.currentTime = 5.5;
                await new Promise((seen) => video.addEventListener('seeked', seen, { once: true }));
                if (video.videoWidth !== 640) throw new Error('width ' + video.videoWidth);
                return video.buffered.end(0);
              }
              """);
      assertThat(((Number) seconds).doubleValue()).isBetween(6.8, 7.2);
    }
  }
}
