package io.mediarunner.core.transcription.models;

import io.mediarunner.core.transcription.speech.SpeechModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The speech models in a folder, as tasks name them. Each call looks at the disk again: an operator
 * may install one at any time.
 *
 * @param folder need not exist
 */
public record InstalledModels(Path folder) {
  /**
   * @throws NullPointerException if {@code folder} is null
   */
  public InstalledModels {
    Objects.requireNonNull(folder, "folder");
  }

  /** The best file of a model; empty if the model is not installed. */
  public Optional<Path> file(SpeechModel model) {
    return model.fileNames().stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
  }

  /** All that are installed, in the order of {@link SpeechModel}. */
  public List<SpeechModel> all() {
    return Arrays.stream(SpeechModel.values()).filter(model -> file(model).isPresent()).toList();
  }
}
