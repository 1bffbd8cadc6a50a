package io.mediarunner.verticles.http;

import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The paths of the contract and their methods. Matches the path as it was sent: a parameter is one
 * segment; only the file name of a result takes the whole remainder.
 */
final class ApiPaths {
  private static final String REST_PARAMETER = "{filename}";
  private final List<Known> paths;

  /**
   * @param methods as in an {@code Allow} header
   */
  private record Known(List<String> segments, List<String> methods) {}

  ApiPaths(OpenAPIContract contract) {
    this.paths =
        contract.getPaths().stream()
            .map(path -> new Known(segments(path.getName()), methods(path)))
            .toList();
  }

  /**
   * @param rawPath undecoded, beginning with a slash
   * @return the methods of that path, sorted; empty if the path does not exist
   */
  Optional<List<String>> methods(String rawPath) {
    List<String> asked = segments(rawPath);
    return paths.stream()
        .filter(known -> matches(known.segments, asked))
        .findFirst()
        .map(Known::methods);
  }

  private static boolean matches(List<String> known, List<String> asked) {
    boolean rest = known.get(known.size() - 1).equals(REST_PARAMETER);
    if (rest ? asked.size() < known.size() : asked.size() != known.size()) {
      return false;
    }
    for (int i = 0; i < known.size(); i++) {
      boolean last = rest && i == known.size() - 1;
      boolean parameter = known.get(i).startsWith("{");
      if (parameter ? !last && !isParameter(asked.get(i)) : !known.get(i).equals(asked.get(i))) {
        return false;
      }
    }
    // The name must not be empty; it may be invalid.
    return !rest || !asked.subList(known.size() - 1, asked.size()).equals(List.of(""));
  }

  /** A parameter is not empty and contains no slash, encoded or not. */
  private static boolean isParameter(String segment) {
    String decoded = decode(segment);
    return !decoded.isEmpty()
        && !decoded.equals(".")
        && !decoded.equals("..")
        && decoded.indexOf('/') < 0;
  }

  /** Percent-decodes the text and keeps plus signs; invalid escapes stay as they are. */
  static String decode(String raw) {
    try {
      return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return raw;
    }
  }

  private static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  private static List<String> methods(Path path) {
    return path.getOperations().stream()
        .map(Operation::getHttpMethod)
        .map(Object::toString)
        .sorted()
        .toList();
  }
}
