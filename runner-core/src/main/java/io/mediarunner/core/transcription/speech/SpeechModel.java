package io.mediarunner.core.transcription.speech;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Speech models by the names that tasks use, and their whisper.cpp files. */
public enum SpeechModel {
  TINY("tiny", "-q5_1"),
  BASE("base", "-q5_1"),
  SMALL("small", "-q5_1"),
  MEDIUM("medium", "-q5_0"),
  LARGE("large-v3", "-q5_0"),
  TURBO("large-v3-turbo", "-q5_0");

  private final String fullName;
  private final List<String> fileNames;

  SpeechModel(String fullName, String quantised) {
    this.fullName = fullName;
    // The full model first: if both are installed, the better one is wanted.
    this.fileNames =
        List.of(
            "ggml-" + fullName + ".bin",
            "ggml-" + fullName + "-q8_0.bin",
            "ggml-" + fullName + quantised + ".bin");
  }

  /** The name in tasks and settings. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whisper's own name for it, such as {@code large-v3-turbo}. */
  public String fullName() {
    return fullName;
  }

  /** Names of its files, best first. */
  public List<String> fileNames() {
    return fileNames;
  }

  /** The model of that exact name. */
  public static Optional<SpeechModel> of(String wireName) {
    return Arrays.stream(values()).filter(m -> m.wireName().equals(wireName)).findFirst();
  }

  /** All wire names, for people. */
  public static String names() {
    return Arrays.stream(values()).map(SpeechModel::wireName).collect(Collectors.joining(", "));
  }
}
