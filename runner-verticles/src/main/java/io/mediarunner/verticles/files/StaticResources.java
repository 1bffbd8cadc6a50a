package io.mediarunner.verticles.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The few files below {@code /static}: our images, and the scripts of the documentation pages from
 * their WebJars. A fixed list, so no name can lead elsewhere. Reads the class path: not for event
 * loops.
 */
public final class StaticResources {
  /**
   * @param bytes the content
   * @param contentType by the name's extension
   */
  record Resource(byte[] bytes, String contentType, FileFacts facts) {}

  private record Source(Optional<String> webJar, String path) {}

  private static final String SWAGGER_UI = "org.webjars/swagger-ui";
  private static final String REDOC = "org.webjars.npm/redoc";
  private static final Map<String, Source> SOURCES =
      Map.of(
          "favicon.png", image("favicon.png"),
          "logo.png", image("logo.png"),
          "runner.png", image("runner.png"),
          "swagger-ui.css", webJar(SWAGGER_UI, "swagger-ui.css"),
          "swagger-ui-bundle.js", webJar(SWAGGER_UI, "swagger-ui-bundle.js"),
          "oauth2-redirect.js", webJar(SWAGGER_UI, "oauth2-redirect.js"),
          "redoc.standalone.js", webJar(REDOC, "bundles/redoc.standalone.js"));

  private static Source image(String name) {
    return new Source(Optional.empty(), "static/" + name);
  }

  private static Source webJar(String coordinates, String path) {
    return new Source(Optional.of(coordinates), path);
  }

  /**
   * @param name as in the URL, decoded
   */
  Optional<Resource> find(String name) throws IOException {
    Source source = SOURCES.get(name);
    if (source == null) {
      return Optional.empty();
    }
    URLConnection connection = url(source).openConnection();
    connection.setUseCaches(false); // or the jar would stay open
    try (InputStream in = connection.getInputStream()) {
      byte[] bytes = in.readAllBytes();
      FileTime modified = FileTime.fromMillis(connection.getLastModified());
      return Optional.of(
          new Resource(bytes, contentType(name), FileFacts.of(bytes.length, modified)));
    }
  }

  private static URL url(Source source) throws IOException {
    String path = source.path();
    if (source.webJar().isPresent()) {
      String coordinates = source.webJar().get();
      String artifact = coordinates.substring(coordinates.indexOf('/') + 1);
      path =
          String.format(
              Locale.ROOT,
              "META-INF/resources/webjars/%s/%s/%s",
              artifact,
              version(coordinates),
              path);
    }
    return resource(path);
  }

  /** From the WebJar itself, so that only the build determines the version. */
  private static String version(String coordinates) throws IOException {
    URL file = resource("META-INF/maven/" + coordinates + "/pom.properties");
    Properties properties = new Properties();
    try (InputStream in = file.openStream()) {
      properties.load(in);
    }
    return properties.getProperty("version");
  }

  private static URL resource(String path) throws IOException {
    URL url = StaticResources.class.getClassLoader().getResource(path);
    if (url == null) {
      throw new FileNotFoundException("not on the class path: " + path);
    }
    return url;
  }

  private static String contentType(String name) {
    if (name.endsWith(".png")) {
      return "image/png";
    }
    return name.endsWith(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
  }
}
