package io.mediarunner.core.media.probe;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.ffmpeg.Decoders;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.InputRules;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The one way in for files from outside: sources, recordings, credits, logos and what is
 * transcribed. Each is searched for denied codecs before any media program opens it, probed with
 * the allowed decoders only, and held against the limits. One for the whole runner; any thread.
 */
public final class MediaInspector {
  private static final Duration LISTING = Duration.ofSeconds(10);

  private final FfmpegTools tools;
  private final Set<String> denied;
  private final CodecDenylist denylist;
  private final int nice;
  private volatile @Nullable Decoders decoders;

  /**
   * @param codecDenylist lower-case names of codecs that are refused
   * @param nice of the programs it runs
   */
  public MediaInspector(FfmpegTools tools, Set<String> codecDenylist, int nice) {
    this.tools = Objects.requireNonNull(tools, "tools");
    this.denied = Set.copyOf(codecDenylist);
    this.denylist = new CodecDenylist(codecDenylist);
    this.nice = nice;
  }

  /**
   * Inspects on behalf of one task.
   *
   * @param workDir scratch folder of the task
   * @throws TaskFailedException {@code TOOL_MISSING} if ffmpeg does not name its decoders: then it
   *     may not open anything
   */
  public Inspection of(TaskProcesses processes, Path workDir)
      throws TaskFailedException, IOException {
    Decoders known = decoders(processes, workDir);
    return new Inspection(known, new MediaProbe(tools.with(known.all()), processes, workDir, nice));
  }

  /** Asked once: ffmpeg does not change while we run. */
  private Decoders decoders(TaskProcesses processes, Path workDir)
      throws TaskFailedException, IOException {
    Decoders known = decoders;
    if (known == null) {
      Path listing = workDir.resolve("decoders.txt");
      Files.deleteIfExists(listing); // an earlier runner's; programs append
      processes.run(
          new ProcessSpec(
              List.of(tools.ffmpeg().toString(), "-hide_banner", "-decoders"),
              workDir,
              tools.environment(),
              listing,
              workDir.resolve("decoders.log"),
              LISTING,
              LISTING,
              0));
      try {
        known = Decoders.of(SmallFile.text(listing, Limits.LISTING), denied);
      } catch (IllegalArgumentException | NoSuchFileException e) {
        throw new TaskFailedException(
            new Failure(
                FailureCode.TOOL_MISSING,
                "ffmpeg does not name its decoders, so that the denied ones cannot be excluded."),
            e);
      }
      decoders = known;
    }
    return known;
  }

  /** The inspections of one task. Blocks the task's thread. */
  public final class Inspection {
    private final Decoders allowed;
    private final Set<String> found = ConcurrentHashMap.newKeySet();
    private final MediaProbe probe;

    private Inspection(Decoders allowed, MediaProbe probe) {
      this.allowed = allowed;
      this.probe = probe;
    }

    /**
     * Inspects a video or audio file.
     *
     * @throws TaskFailedException {@code CODEC_DENIED}, {@code SOURCE_UNREADABLE}, {@code
     *     NO_STREAMS}, {@code SOURCE_EXCESSIVE} or {@code SOURCE_DAMAGED}
     */
    public MediaInfo media(Path file) throws TaskFailedException, IOException {
      denylist.check(file);
      MediaInfo info = probe.source(file);
      denylist.check(info.codecs());
      SourceLimits.check(info);
      EmptyStretch.check(info.timeline());
      found.addAll(info.codecs());
      return info;
    }

    /**
     * Inspects a single picture, such as a logo.
     *
     * @return ffmpeg's name of its codec
     * @throws TaskFailedException {@code CODEC_DENIED}, {@code SOURCE_UNREADABLE} or {@code
     *     SOURCE_EXCESSIVE}
     */
    public String picture(Path file) throws TaskFailedException, IOException {
      denylist.check(file);
      MediaProbe.Picture picture = probe.picture(file);
      denylist.check(List.of(picture.codec()));
      SourceLimits.check(picture.width(), picture.height(), InputRules.MOST_PICTURE_PIXELS);
      found.add(picture.codec());
      return picture.codec();
    }

    /** May open the files inspected so far, and with no decoder that none of them needs. */
    public FfmpegTools ffmpeg() {
      return tools.with(allowed.only(found));
    }

    /** For files of our own making. */
    public MediaProbe probe() {
      return probe;
    }
  }
}
