package io.mediarunner.core.encoding.plan;

import java.util.Objects;
import java.util.Optional;

/**
 * What the task and the settings ask for.
 *
 * @param ladder to choose the rungs from
 * @param cut the part of the source to keep; empty = all
 * @param dressing what is put on and around the video
 * @param names of the result files
 * @param segmentSeconds length of HLS segments, a multiple of the key frame interval
 * @param rateControl how bits are spent
 * @param title written into the files
 */
public record EncodeOptions(
    Ladder ladder,
    Optional<Cut> cut,
    Dressing dressing,
    OutputNames names,
    int segmentSeconds,
    RateControl rateControl,
    Optional<String> title) {
  public EncodeOptions {
    Objects.requireNonNull(ladder, "ladder");
    Objects.requireNonNull(cut, "cut");
    Objects.requireNonNull(dressing, "dressing");
    Objects.requireNonNull(names, "names");
    Objects.requireNonNull(rateControl, "rateControl");
    Objects.requireNonNull(title, "title");
  }
}
