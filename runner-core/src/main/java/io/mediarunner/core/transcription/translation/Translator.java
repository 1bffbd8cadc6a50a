package io.mediarunner.core.transcription.translation;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.process.TaskProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Translates sentences. Calls block their thread. */
public interface Translator {
  /** Name of the translator for the results: a URL or a program name. */
  String name();

  /**
   * Translates sentences, each on its own.
   *
   * @param sentences at least one
   * @param from code of their language
   * @param to code of the target language
   * @param tools runs programs, and knows when the task is cancelled
   * @param folder for scratch files
   * @return one for each input sentence, in order; blank = not translated
   * @throws IOException if it failed; the message says why and contains no text of the recording
   * @throws TaskFailedException {@code CANCELLED} or {@code TIME_LIMIT}
   */
  List<String> translate(
      List<String> sentences, String from, String to, TaskProcesses tools, Path folder)
      throws IOException, TaskFailedException;
}
