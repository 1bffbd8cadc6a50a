package io.mediarunner.core.transcription.models;

import io.mediarunner.core.transcription.speech.SpeechModel;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;

/**
 * A model file of whisper.cpp's public collections.
 *
 * @param name that users type, such as {@code small} or {@code small-q5_1}
 * @param fileName on disk and in the collection
 * @param megabytes about how large it is, 10^6 bytes
 * @param checksum empty if none is published: then only the file format is checked
 * @param voiceActivity whether it detects speech instead of transcribing it
 */
public record KnownModel(
    String name,
    String fileName,
    int megabytes,
    Optional<Checksum> checksum,
    boolean voiceActivity) {
  /**
   * Sizes and SHA-1: whisper.cpp's models/README.md. SHA-256 of tiny-q5_1 and base-q5_1: computed
   * from those files.
   */
  private static final List<KnownModel> ALL =
      List.of(
          full(SpeechModel.TINY, 78, "bd577a113a864445d4c299885e0cb97d4ba92b5f"),
          quantised(
              SpeechModel.TINY,
              "q5_1",
              32,
              MessageDigestAlgorithms.SHA_256,
              "818710568da3ca15689e31a743197b520007872ff9576237bda97bd1b469c3d7"),
          full(SpeechModel.BASE, 148, "465707469ff3a37a2b9b8d8f89f2f99de7299dac"),
          quantised(
              SpeechModel.BASE,
              "q5_1",
              60,
              MessageDigestAlgorithms.SHA_256,
              "422f1ae452ade6f30a004d7e5c6a43195e4433bc370bf23fac9cc591f01a8898"),
          full(SpeechModel.SMALL, 488, "55356645c2b361a969dfd0ef2c5a50d530afd8d5"),
          quantised(SpeechModel.SMALL, "q5_1", 190, MessageDigestAlgorithms.SHA_1, ""),
          full(SpeechModel.MEDIUM, 1533, "fd9727b6e1217c2f614f9b698455c4ffd82463b4"),
          quantised(SpeechModel.MEDIUM, "q5_0", 539, MessageDigestAlgorithms.SHA_1, ""),
          full(SpeechModel.LARGE, 3095, "ad82bf6a9043ceed055076d0fd39f5f186ff8062"),
          quantised(
              SpeechModel.LARGE,
              "q5_0",
              1081,
              MessageDigestAlgorithms.SHA_1,
              "e6e2ed78495d403bef4b7cff42ef4aaadcfea8de"),
          full(SpeechModel.TURBO, 1624, "4af2b29d7ec73d781377bfd1758ca957a807e941"),
          quantised(
              SpeechModel.TURBO,
              "q5_0",
              574,
              MessageDigestAlgorithms.SHA_1,
              "e050f7970618a659205450ad97eb95a18d69c9ee"),
          new KnownModel(
              "silero-v6.2.0",
              "ggml-silero-v6.2.0.bin",
              1,
              Optional.of(
                  new Checksum(
                      MessageDigestAlgorithms.SHA_256,
                      "2aa269b785eeb53a82983a20501ddf7c1d9c48e33ab63a41391ac6c9f7fb6987")),
              true));

  /**
   * Expected checksum of a file.
   *
   * @param algorithm as Java names it
   * @param hex lower case
   */
  public record Checksum(String algorithm, String hex) {
    /**
     * @throws NullPointerException if a component is null
     */
    public Checksum {
      Objects.requireNonNull(algorithm, "algorithm");
      Objects.requireNonNull(hex, "hex");
    }
  }

  /**
   * @throws NullPointerException if a component is null
   */
  public KnownModel {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(fileName, "fileName");
    Objects.requireNonNull(checksum, "checksum");
  }

  private static KnownModel full(SpeechModel model, int megabytes, String sha1) {
    return new KnownModel(
        model.wireName(),
        "ggml-" + model.fullName() + ".bin",
        megabytes,
        Optional.of(new Checksum(MessageDigestAlgorithms.SHA_1, sha1)),
        false);
  }

  private static KnownModel quantised(
      SpeechModel model, String how, int megabytes, String algorithm, String hex) {
    return new KnownModel(
        model.wireName() + "-" + how,
        "ggml-" + model.fullName() + "-" + how + ".bin",
        megabytes,
        hex.isEmpty() ? Optional.empty() : Optional.of(new Checksum(algorithm, hex)),
        false);
  }

  /** All of them, smallest first. */
  public static List<KnownModel> all() {
    return ALL;
  }

  /** The one of that name, in any case, or of that file name. */
  public static Optional<KnownModel> of(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return ALL.stream()
        .filter(model -> model.name().equals(wanted) || model.fileName().equals(name))
        .findFirst();
  }
}
