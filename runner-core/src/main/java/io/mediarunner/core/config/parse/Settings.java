package io.mediarunner.core.config.parse;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.parse.ConfigProblems.Check;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads single settings: environment over {@code .env} over default. An invalid one is added to the
 * problems and its default is returned, so that reading continues with the next.
 */
public final class Settings {
  private static final Set<String> TRUE = Set.of("1", "true", "t", "yes", "y", "on");
  private static final Set<String> FALSE = Set.of("0", "false", "f", "no", "n", "off");
  private static final String DIGITS = "(?:[0-9]+(?:_[0-9]+)*)";
  private static final Pattern WHOLE = Pattern.compile("[+-]?" + DIGITS);
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:D(?:\\.D?)?|\\.D)(?:[eE][+-]?D)?".replace("D", DIGITS));

  private final Map<String, String> environment;
  private final Map<String, String> dotenv;
  private final ConfigProblems problems;

  Settings(Map<String, String> environment, Map<String, String> dotenv, ConfigProblems problems) {
    this.environment = environment;
    this.dotenv = dotenv;
    this.problems = problems;
  }

  /** The text as it was set, by the first of the key's names that is set at all. */
  Optional<String> given(ConfigKey key) {
    return Stream.concat(Stream.of(key.name()), key.aliases().stream())
        .flatMap(
            name ->
                Stream.of(environment, dotenv)
                    .filter(source -> source.get(name) != null)
                    .limit(1)
                    .map(source -> source.get(name)))
        .findFirst();
  }

  String text(ConfigKey key) {
    return given(key).orElse(key.defaultValue());
  }

  /** The text without blanks around it; empty where it is unset or only blanks. */
  Optional<String> optionalText(ConfigKey key) {
    return Optional.of(text(key).strip()).filter(text -> !text.isEmpty());
  }

  Optional<Secret> optionalSecret(ConfigKey key) {
    return given(key).filter(text -> !text.isBlank()).map(Secret::new);
  }

  List<String> csv(ConfigKey key) {
    return csv(text(key));
  }

  static List<String> csv(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  boolean bool(ConfigKey key) {
    String text = text(key);
    String word = text.strip().toLowerCase(Locale.ROOT);
    if (!TRUE.contains(word) && !FALSE.contains(word)) {
      problems.add(Check.FORM, key.name() + " must be a boolean (true/false), got '" + text + "'");
      return TRUE.contains(key.defaultValue());
    }
    return TRUE.contains(word);
  }

  int whole(ConfigKey key) {
    return whole(key, Check.FORM);
  }

  int whole(ConfigKey key, Check check) {
    return optionalWhole(key, check).orElseGet(() -> Integer.parseInt(key.defaultValue()));
  }

  /** Empty if it is unset and has no default, or if it is invalid. */
  OptionalInt optionalWhole(ConfigKey key, Check check) {
    String text = text(key);
    if (text.isEmpty() && given(key).isEmpty()) {
      return OptionalInt.empty();
    }
    Optional<BigInteger> number = wholeNumber(text);
    if (number.isEmpty()) {
      problems.add(check, key.name() + " must be an integer, got '" + text + "'");
      return OptionalInt.empty();
    }
    int min = (int) key.form().min();
    int max = (int) key.form().max();
    if (number.get().compareTo(BigInteger.valueOf(min)) < 0) {
      problems.add(check, atLeast(key, Integer.toString(min), number.get().toString()));
      return OptionalInt.empty();
    }
    if (number.get().compareTo(BigInteger.valueOf(max)) > 0) {
      problems.add(check, atMost(key, Integer.toString(max), number.get().toString()));
      return OptionalInt.empty();
    }
    return OptionalInt.of(number.get().intValueExact());
  }

  /** A whole number as settings write it: blanks around it, a sign, {@code 1_000}. */
  static Optional<BigInteger> wholeNumber(String text) {
    String stripped = text.strip();
    return WHOLE.matcher(stripped).matches() && stripped.length() <= 100
        ? Optional.of(new BigInteger(stripped.replace("_", "").replace("+", "")))
        : Optional.empty();
  }

  double decimal(ConfigKey key) {
    String text = text(key);
    String stripped = text.strip();
    double fallback = Double.parseDouble(key.defaultValue());
    if (!DECIMAL.matcher(stripped).matches()) {
      problems.add(Check.FORM, key.name() + " must be a number, got '" + text + "'");
      return fallback;
    }
    double number = Double.parseDouble(stripped.replace("_", ""));
    if (number < key.form().min()) {
      problems.add(Check.FORM, atLeast(key, plain(key.form().min()), plain(number)));
      return fallback;
    }
    if (number > key.form().max()) {
      problems.add(Check.FORM, atMost(key, plain(key.form().max()), plain(number)));
      return fallback;
    }
    return number;
  }

  private static String plain(double number) {
    return Double.isInfinite(number) || Math.abs(number) >= 1e15
        ? Double.toString(number)
        : BigDecimal.valueOf(number).toPlainString();
  }

  static String atLeast(ConfigKey key, String min, String number) {
    return key.name() + " must be at least " + min + ", got " + number;
  }

  static String atMost(ConfigKey key, String max, String number) {
    return key.name() + " must be at most " + max + ", got " + number;
  }

  /** One of the key's words, exactly as they are written. */
  String choice(ConfigKey key, Check check, String text, String problem) {
    if (key.form().choices().contains(text)) {
      return text;
    }
    problems.add(check, problem);
    return key.defaultValue();
  }

  /** A required path, made absolute because media programs run in their own folders. */
  Path path(ConfigKey key, Path fallback) {
    Optional<String> given = given(key);
    if (given.isPresent() && given.get().isBlank()) {
      problems.add(Check.PATHS, key.name() + " must not be empty");
      return fallback;
    }
    return given.flatMap(text -> toPath(key, text)).orElse(fallback);
  }

  Optional<Path> optionalPath(ConfigKey key) {
    return optionalText(key).flatMap(text -> toPath(key, text));
  }

  private Optional<Path> toPath(ConfigKey key, String text) {
    String home = environment.get("HOME");
    boolean atHome = home != null && (text.equals("~") || text.startsWith("~/"));
    try {
      return Optional.of(Path.of(atHome ? home + text.substring(1) : text).toAbsolutePath());
    } catch (InvalidPathException e) {
      String encoding = System.getProperty("sun.jnu.encoding", "");
      boolean locale = !encoding.equalsIgnoreCase("UTF-8") && text.chars().anyMatch(c -> c > '~');
      problems.add(
          Check.PATHS,
          locale
              ? key.name()
                  + " has letters that this locale ("
                  + encoding
                  + ") does not allow in paths: start it by bin/runner, or set LC_ALL=C.UTF-8"
              : key.name() + " is not a valid path");
      return Optional.empty();
    }
  }

  /** An absolute address without trailing slashes; the text given must not be blank. */
  Optional<URI> url(ConfigKey key, String text) {
    String trimmed = text.strip().replaceFirst("/+$", "");
    try {
      URI url = new URI(trimmed);
      boolean http = "http".equalsIgnoreCase(url.getScheme());
      boolean https = "https".equalsIgnoreCase(url.getScheme());
      if ((http || https) && url.getHost() == null && namesUnderscore(url)) {
        problems.add(
            Check.NAMES,
            key.name()
                + " must be an absolute HTTP(S) URL: host names must not contain '_'; use the IP address or"
                + " another name");
        return Optional.empty();
      }
      boolean port = url.getPort() == -1 || (url.getPort() >= 1 && url.getPort() <= 65535);
      boolean bare = url.getRawQuery() == null && url.getRawFragment() == null;
      if ((http || https) && url.getHost() != null && port && bare) {
        if (url.getRawUserInfo() == null) {
          return Optional.of(url);
        }
        problems.add(Check.NAMES, key.name() + " must not contain a user name or a password");
        return Optional.empty();
      }
    } catch (URISyntaxException e) {
      // reported as the general problem below; the exception's text would repeat the URL
    }
    problems.add(Check.NAMES, key.name() + " must be an absolute HTTP(S) URL");
    return Optional.empty();
  }

  private static boolean namesUnderscore(URI url) {
    return url.getRawAuthority() != null
        && url.getRawAuthority().matches("[A-Za-z0-9._-]*_[A-Za-z0-9._-]*(:[0-9]+)?");
  }
}
