package io.mediarunner.verticles.http;

import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The paths of the contract and the methods that each answers. Looks at the path as it was sent: a
 * parameter is one segment of it, only the file name of a result takes all that is left.
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
   * @return the methods of that path, sorted; empty if there is no such path
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
    // A name must be there, be it a wrong one.
    return !rest || !asked.subList(known.size() - 1, asked.size()).equals(List.of(""));
  }

  /** A parameter holds something, and no slash, hidden or not. */
  private static boolean isParameter(String segment) {
    String decoded = decode(segment);
    return !decoded.isEmpty()
        && !decoded.equals(".")
        && !decoded.equals("..")
        && decoded.indexOf('/') < 0;
  }

  /** Percent signs decoded, plus signs kept; what is no valid escape stays as it is. */
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
