package io.mediarunner.verticles.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
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
    return String.format(
        Locale.ROOT, "META-INF/resources/webjars/%s/%s/%s", artifact, version(coordinates), path);
  }

  /** From the WebJar itself, so that only the build determines the version. */
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
