package io.mediarunner.core.transcription.speech;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The languages that Whisper knows, by the codes of its tokenizer. */
public final class SpokenLanguages {
  /** The engine detects the language. */
  public static final String AUTO = "auto";

  private static final Set<String> CODES =
      Set.of(
          ("en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta"
                  + " no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy"
                  + " ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz"
                  + " fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su yue")
              .split(" "));

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("english", "en"),
          Map.entry("french", "fr"),
          Map.entry("spanish", "es"),
          Map.entry("german", "de"),
          Map.entry("italian", "it"),
          Map.entry("portuguese", "pt"),
          Map.entry("chinese", "zh"),
          Map.entry("cantonese", "yue"),
          Map.entry("japanese", "ja"),
          Map.entry("korean", "ko"),
          Map.entry("russian", "ru"),
          Map.entry("arabic", "ar"),
          Map.entry("hindi", "hi"),
          Map.entry("dutch", "nl"),
          Map.entry("polish", "pl"),
          Map.entry("turkish", "tr"));

  private SpokenLanguages() {}

  /**
   * The code of a language as people write it: {@code fr}, {@code fr-FR}, {@code pt_BR}, {@code
   * French}, or {@code auto}, which is also the meaning of blank text.
   *
   * @return empty if Whisper does not know it
   */
  public static Optional<String> code(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (lower.isEmpty() || lower.equals(AUTO)) {
      return Optional.of(AUTO);
    }
    String code = NAMES.getOrDefault(lower, lower.replace('_', '-').split("-")[0]);
    return CODES.contains(code) ? Optional.of(code) : Optional.empty();
  }
}
