package io.mediarunner.core.transcription.translation;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.process.TaskProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Translates sentences. Calls block their thread. */
public interface Translator {
  /** What did it, for the results: an address or the name of a program. */
  String name();

  /**
   * Translates sentences, each on its own.
   *
   * @param sentences at least one
   * @param from code of their language
   * @param to code of the wanted language
   * @param tools runs programs, and knows when the task is cancelled
   * @param folder for scratch files
   * @return as many as came in, in their order; a blank one was not translated
   * @throws IOException if it failed; the message says why and holds no text of the recording
   * @throws TaskFailedException {@code CANCELLED} or {@code TIME_LIMIT}
   */
  List<String> translate(
      List<String> sentences, String from, String to, TaskProcesses tools, Path folder)
      throws IOException, TaskFailedException;
}
