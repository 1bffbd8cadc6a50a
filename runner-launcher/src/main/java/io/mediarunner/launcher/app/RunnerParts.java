package io.mediarunner.launcher.app;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.fetch.FetchTimings;
import io.mediarunner.core.fetch.SourceFetcher;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.net.ClosedPlaces;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.process.SandboxTrial;
import io.mediarunner.core.process.sandbox.Sandbox;
import io.mediarunner.verticles.http.ApiContract;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the verticles of a runner share. Each part is whole when this exists.
 *
 * @param processes the one starter of programs
 * @param sandbox what confines them
 * @param notes for the operator: what is configured but unavailable, what is weaker than it could
 *     be
 * @param works the media steps for each device; instance n uses number n modulo their count
 * @param about facts on the programs in use, for people
 */
record RunnerParts(
    RunnerConfig config,
    Clock clock,
    ApiContract contract,
    RunnerStorage storage,
    MediaTools tools,
    List<DeviceWorks> works,
    Map<String, String> about,
    Network network,
    SourceFetcher fetcher,
    JdkProcessRunner processes,
    Sandbox sandbox,
    List<String> notes)
    implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunnerParts.class);

  /** What takes seconds to find, beside what takes seconds to open. */
  private record Media(
      MediaTools tools,
      List<DeviceWorks> works,
      Map<String, String> about,
      Network network,
      SourceFetcher fetcher) {
    static Media find(RunnerConfig config, List<FfmpegTools> ffmpeg, ProcessRunner processes)
        throws IOException {
      MediaTools tools = MediaTools.find(config, ffmpeg, processes);
      Network network = Network.of(config.proxy());
      return new Media(
          tools,
          tools.works(),
          tools.about(),
          network,
          new SourceFetcher(
              config.downloads(),
              network,
              FetchTimings.STANDARD,
              new ClosedPlaces(config.ownPorts(), Optional.of(config.manager().url()))));
    }
  }

  /**
   * Builds all parts, side by side on worker threads.
   *
   * @param ffmpeg finds the ffmpeg to use; called once
   * @return all parts; fails with the reason, and then nothing is left open
   */
  static Future<RunnerParts> build(
      Vertx vertx, RunnerConfig config, Clock clock, FfmpegSearch ffmpeg) {
    return vertx
        .executeBlocking(() -> ToolBox.find(config, config.encoding().gpu()), false)
        .compose(box -> build(vertx, config, clock, ffmpeg, box));
  }

  private static Future<RunnerParts> build(
      Vertx vertx, RunnerConfig config, Clock clock, FfmpegSearch ffmpeg, SandboxTrial.Result box) {
    Optional<String> weak = ToolBox.warning(box);
    weak.ifPresentOrElse(log::warn, () -> log.info("sandbox: {}", ToolBox.about(box.sandbox())));
    JdkProcessRunner processes = new JdkProcessRunner(box.sandbox());
    Future<ApiContract> contract = ApiContract.load(vertx);
    Future<RunnerStorage> storage =
        vertx.executeBlocking(() -> RunnerStorage.open(config, clock), false);
    Future<RunnerStorage> settled =
        storage.compose(
            open ->
                vertx.executeBlocking(
                    () -> {
                      open.settle(config.storage(), config.instances().size());
                      return open;
                    },
                    false));
    Future<Media> media =
        vertx.executeBlocking(() -> Media.find(config, ffmpeg.find(processes), processes), false);
    return Future.join(contract, settled, media)
        .map(
            all ->
                new RunnerParts(
                    config,
                    clock,
                    contract.result(),
                    storage.result(),
                    media.result().tools(),
                    media.result().works(),
                    about(media.result().about(), box.sandbox()),
                    media.result().network(),
                    media.result().fetcher(),
                    processes,
                    box.sandbox(),
                    notes(weak, media.result().tools())))
        .recover(
            cause ->
                vertx
                    .executeBlocking(
                        () -> {
                          if (media.succeeded()) {
                            media.result().fetcher().close();
                          }
                          if (storage.succeeded()) {
                            storage.result().close();
                          }
                          processes.close();
                          return null;
                        },
                        false)
                    .transform(closed -> Future.failedFuture(cause)));
  }

  private static Map<String, String> about(Map<String, String> tools, Sandbox sandbox) {
    Map<String, String> about = new TreeMap<>(tools);
    about.put("sandbox", ToolBox.about(sandbox));
    return about;
  }

  private static List<String> notes(Optional<String> weak, MediaTools tools) {
    return Stream.concat(weak.stream(), tools.notes().stream()).toList();
  }

  /** Blocks the caller. */
  @Override
  public void close() throws IOException {
    fetcher.close();
    processes.close();
    storage.close();
  }
}
