package io.mediarunner.core.studio;

import io.mediarunner.core.encoding.run.EncodeContext;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaInfo;
import io.mediarunner.core.media.Warning;
import io.mediarunner.core.media.audio.AudioPreparation;
import io.mediarunner.core.media.audio.MainTrack;
import io.mediarunner.core.media.audio.SilenceDetector;
import io.mediarunner.core.studio.Composition.Recording;
import io.mediarunner.core.studio.Composition.Role;
import io.mediarunner.core.studio.CuttingList.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which audio of the recordings is used, and in which form. Blocks its thread. */
final class StudioAudio {
  /** Recordings of the same talk never end at quite the same moment. */
  private static final double NOTICEABLE_SECONDS = 1;

  private static final double LISTENED_SECONDS = 30;

  private final EncodeContext job;
  private final boolean mix;
  private final Map<Role, List<Warning>> ofTracks = new EnumMap<>(Role.class);

  /**
   * @param mix whether the audio of both recordings is mixed
   */
  StudioAudio(EncodeContext job, boolean mix) {
    this.job = job;
    this.mix = mix;
  }

  /** Of a recording with several tracks, one that is not silent is the main one. */
  List<Recording> mainTracks(List<Recording> recordings, List<Window> windows)
      throws TaskFailedException, IOException {
    double from = windows.get(0).startSeconds();
    double to = windows.get(windows.size() - 1).endSeconds();
    List<Recording> heard = new ArrayList<>();
    for (Recording recording : recordings) {
      List<Warning> about = new ArrayList<>();
      MainTrack main = new MainTrack(job.audioTools(), about::add);
      String name = recording.role().wireName();
      heard.add(recording.with(main.choose(recording.file(), name, recording.info(), from, to)));
      ofTracks.put(recording.role(), about);
    }
    return heard;
  }

  /**
   * Whose audio is used: that of any recording that has some; of two, the presentation's, unless it
   * is silent.
   */
  List<Integer> from(List<Recording> recordings, Window first)
      throws TaskFailedException, IOException {
    List<Integer> withAudio =
        IntStream.range(0, recordings.size())
            .filter(i -> !recordings.get(i).info().audio().isEmpty())
            .boxed()
            .toList();
    if (withAudio.isEmpty()) {
      job.warn(Warning.Code.RECORDING_INCOMPLETE, "none of the recordings has an audio track");
    }
    if (withAudio.size() < 2 || mix) {
      return withAudio;
    }
    boolean silentFirst = silent(recordings.get(0), first) && !silent(recordings.get(1), first);
    return List.of(silentFirst ? 1 : 0);
  }

  /** Whether there is nothing to hear in the first half minute. */
  private boolean silent(Recording recording, Window window)
      throws TaskFailedException, IOException {
    MediaInfo info = recording.info();
    return new SilenceDetector(job.audioTools())
        .silent(
            recording.file(),
            recording.role().wireName(),
            info,
            info.mainAudio().orElseThrow(),
            window.startSeconds(),
            window.startSeconds() + Math.min(LISTENED_SECONDS, window.seconds()));
  }

  /** The other recording, where it still has audio when that of the chosen one has ended. */
  Optional<Integer> after(List<Recording> recordings, List<Window> windows, List<Integer> chosen) {
    if (chosen.size() != 1 || recordings.size() != 2) {
      return Optional.empty();
    }
    int other = 1 - chosen.get(0);
    double end = windows.get(windows.size() - 1).endSeconds();
    double silentFrom = recordings.get(chosen.get(0)).audioEnd();
    boolean helps =
        !recordings.get(other).info().audio().isEmpty()
            && end - silentFrom > NOTICEABLE_SECONDS
            && recordings.get(other).audioEnd() - silentFrom > NOTICEABLE_SECONDS;
    if (!helps) {
      return Optional.empty();
    }
    job.warn(
        Warning.Code.RECORDING_INCOMPLETE,
        String.format(
            Locale.ROOT,
            "the audio of the %s recording ends at %.1f s; that of the %s recording is used from"
                + " there",
            recordings.get(chosen.get(0)).role().wireName(),
            silentFrom,
            recordings.get(other).role().wireName()));
    return Optional.of(other);
  }

  /** The recordings, those that are heard with audio of one form. */
  List<Recording> prepared(
      List<Recording> recordings, List<Integer> audioFrom, Optional<Integer> audioAfter)
      throws TaskFailedException, IOException {
    AudioPreparation preparation = new AudioPreparation(job.audioTools());
    List<Recording> prepared = new ArrayList<>();
    for (int i = 0; i < recordings.size(); i++) {
      Recording recording = recordings.get(i);
      boolean heard = audioFrom.contains(i) || audioAfter.equals(Optional.of(i));
      if (heard) {
        job.warnings().addAll(ofTracks.getOrDefault(recording.role(), List.of()));
      }
      prepared.add(
          heard
              ? recording.with(
                  preparation.prepare(
                      recording.file(),
                      recording.role().wireName(),
                      recording.info(),
                      List.of(recording.info().mainAudio().orElseThrow())))
              : recording);
    }
    return prepared;
  }
}
