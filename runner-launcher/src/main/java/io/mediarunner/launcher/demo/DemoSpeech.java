package io.mediarunner.launcher.demo;

import io.mediarunner.core.transcription.engine.EngineTrial;
import io.mediarunner.core.transcription.models.InstalledModels;
import io.mediarunner.core.transcription.speech.SpeechModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the demo of transcriptions needs besides an engine: a voice and a model. */
public final class DemoSpeech {
  private static final String SPEECH = "ggml-fixture-en-fr.bin";
  private static final String DETECTOR = "ggml-silero-v6.2.0.bin";

  private DemoSpeech() {}

  /**
   * Two seconds of speech.
   *
   * @param file WAV file to be
   */
  public static void say(Path file) throws IOException {
    try (InputStream audio = EngineTrial.audio()) {
      Files.copy(audio, file);
    }
  }

  /**
   * The folder of models: the user's if it contains the wanted one, else one with the small test
   * model of a checkout.
   *
   * @param own folder of the user's models
   * @param wanted name of the model that tasks will use
   * @param home of this checkout or installation
   * @param scratch where a folder may be created
   * @return empty if there is no model at all
   */
  public static Optional<Path> models(Path own, String wanted, Path home, Path scratch)
      throws IOException {
    Optional<SpeechModel> model = SpeechModel.of(wanted);
    if (model.flatMap(new InstalledModels(own)::file).isPresent()) {
      return Optional.of(own);
    }
    Path carried = home.resolve("runner-core/src/test/resources/speech");
    if (model.isEmpty() || !Files.isRegularFile(carried.resolve(SPEECH))) {
      return Optional.empty();
    }
    Path folder = Files.createDirectories(scratch.resolve("models"));
    Files.copy(carried.resolve(SPEECH), folder.resolve(model.get().fileNames().get(0)));
    Files.copy(carried.resolve(DETECTOR), folder.resolve(DETECTOR));
    return Optional.of(folder);
  }
}
