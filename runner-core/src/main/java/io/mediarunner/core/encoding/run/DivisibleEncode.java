package io.mediarunner.core.encoding.run;

import io.mediarunner.core.encoding.command.ResumePoint;
import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.process.RunningProcess;
import io.mediarunner.core.task.TaskId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** A long encode whose video can be encoded in stretches, in any order, on several machines. */
public interface DivisibleEncode {
  TaskId taskId();

  EncodePlan plan();

  /** The file that is encoded. */
  Path source();

  /** Of everything that the video depends on. */
  String fingerprint();

  /** Where the segments belong; private to the task, and kept for its next attempt. */
  Path folder();

  /** Writes a line into the task's log. */
  void log(String line);

  /**
   * Reports progress.
   *
   * @param fraction of the video that is encoded, 0 to 1
   */
  void progress(double fraction);

  /**
   * @throws TaskFailedException {@code CANCELLED} once the task is to stop
   */
  void throwIfStopped() throws TaskFailedException;

  /**
   * Encodes a stretch on this machine; blocks.
   *
   * @param into receives its files
   * @param progress told of the fraction of the stretch that is done
   * @param started receives the program, which the caller may stop
   * @throws TaskFailedException also {@code STALLED} if the caller has stopped it
   */
  void here(
      ResumePoint stretch, Path into, DoubleConsumer progress, Consumer<RunningProcess> started)
      throws TaskFailedException, IOException;

  /**
   * Encodes a few frames here, so that what others deliver can be compared with them. Blocks; does
   * nothing if that is done.
   */
  void prepare() throws TaskFailedException, IOException;

  /** Encodes the audio, as a whole. Blocks; does nothing if that is done. */
  void audio() throws TaskFailedException, IOException;

  /**
   * Verifies a stretch, whoever made it, and puts its segments where they belong. Blocks; not
   * called for two results of one stretch at a time.
   *
   * @param files where its files are
   * @param commit asked last, before anything is moved; false leaves everything as it is
   * @return what {@code commit} said
   * @throws TaskFailedException {@code OUTPUT_INVALID} with the reason if it does not fit
   */
  boolean take(ResumePoint stretch, Path files, BooleanSupplier commit)
      throws TaskFailedException, IOException;

  /** Whether the segments of a stretch are where they belong. */
  boolean has(ResumePoint stretch);
}
