package io.mediarunner.core.transcription.speech;

import io.mediarunner.core.media.Languages;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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

  private static final Set<String> ISO = Set.of(Locale.getISOLanguages());

  /**
   * Codes that mean the same: old ones of ISO 639, parts of a macrolanguage (ISO 639-3), and
   * Whisper's own code for Javanese.
   */
  private static final Map<String, String> SAME =
      pairs(
          "nb no nob no nor no nno nn iw he in id ji yi jv jw jav jw mo ro cmn zh arb ar pes fa prs fa"
              + " fil tl ekk et lvs lv khk mn zsm ms npi ne plt mg azj az als sq uzn uz pbu ps swh sw"
              + " ydd yi hbs sr sh sr gug gn");

  /** Names beside those that Java knows, as whisper.cpp has them. */
  private static final Map<String, String> OTHER_NAMES =
      pairs(
          "mandarin zh castilian es flemish nl valencian ca moldavian ro moldovan ro haitian ht"
              + " letzeburgesch lb pushto ps panjabi pa sinhalese si burmese my myanmar my farsi fa"
              + " bokmal no nynorsk nn tagalog tl filipino tl cantonese yue javanese jw");

  private static final List<Locale> NAMED_IN =
      List.of(Locale.ENGLISH, Locale.FRENCH, Locale.GERMAN, Locale.forLanguageTag("es"));

  private static final Map<String, String> NAMES = names();

  private SpokenLanguages() {}

  private static Map<String, String> pairs(String text) {
    String[] words = text.split(" ");
    Map<String, String> pairs = new HashMap<>();
    for (int i = 0; i + 1 < words.length; i += 2) {
      pairs.put(words[i], words[i + 1]);
    }
    return Map.copyOf(pairs);
  }

  private static Map<String, String> names() {
    Map<String, String> names = new HashMap<>(OTHER_NAMES);
    for (String code : CODES) {
      Locale language = Locale.forLanguageTag(code.equals("jw") ? "jv" : code);
      names.putIfAbsent(plain(language.getDisplayLanguage(language)), code);
      NAMED_IN.forEach(in -> names.putIfAbsent(plain(language.getDisplayLanguage(in)), code));
    }
    return Map.copyOf(names);
  }

  /** In lower case, without accents. */
  private static String plain(String text) {
    return Normalizer.normalize(text.strip().toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "");
  }

  /**
   * The code of a language as people and files write it: a tag of BCP 47 such as {@code fr-FR} or
   * {@code zh-Hant}, a code of ISO 639-1, -2 or -3 such as {@code fra}, a name such as {@code
   * français}, or {@code auto}, which is also the meaning of blank text.
   *
   * @return empty if Whisper does not know it
   */
  public static Optional<String> code(String text) {
    String whole = plain(text);
    if (whole.isEmpty() || whole.equals(AUTO)) {
      return Optional.of(AUTO);
    }
    List<String> parts = Arrays.asList(whole.split("[-_.@]"));
    if (parts.contains("yue")) {
      return Optional.of("yue");
    }
    String first = parts.isEmpty() ? "" : parts.get(0);
    return Optional.ofNullable(NAMES.get(whole))
        .or(() -> known(first))
        .or(() -> known(Languages.twoLetters(first)))
        .or(() -> Optional.ofNullable(NAMES.get(whole.split("[\\s(,;]")[0])));
  }

  private static Optional<String> known(String code) {
    return Optional.of(SAME.getOrDefault(code, code)).filter(CODES::contains);
  }

  /**
   * The code of a language that subtitles may be translated into, whether Whisper knows it or not.
   *
   * @return empty if there is no such language
   */
  public static Optional<String> any(String text) {
    String first = plain(text).split("[-_.@]", 2)[0];
    return code(text)
        .or(() -> Optional.of(Languages.twoLetters(first)).filter(ISO::contains))
        .or(() -> Optional.of(first).filter(ISO::contains));
  }
}
