package io.mediarunner.verticles.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Where the files of a WebJar are on the class path. */
public final class WebJar {
  private WebJar() {}

  /**
   * @param coordinates group and artifact, with a slash between
   * @param path within the WebJar
   * @throws IOException if there is no such WebJar
   */
  public static String resource(String coordinates, String path) throws IOException {
    String artifact = coordinates.substring(coordinates.indexOf('/') + 1);
    return "META-INF/resources/webjars/%s/%s/%s".formatted(artifact, version(coordinates), path);
  }

  /** Out of the WebJar itself, so that the build alone decides on it. */
  private static String version(String coordinates) throws IOException {
    String file = "META-INF/maven/" + coordinates + "/pom.properties";
    try (InputStream in = WebJar.class.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new FileNotFoundException("not on the class path: " + file);
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    }
  }
}
