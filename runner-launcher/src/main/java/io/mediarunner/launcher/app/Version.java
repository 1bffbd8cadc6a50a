package io.mediarunner.launcher.app;

import io.mediarunner.verticles.report.ManagerVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Output of {@code --version}. */
public final class Version implements IVersionProvider {
  /** Only the number. */
  public static String current() {
    return build().getProperty("version");
  }

  private static Properties build() {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return build;
  }

  @Override
  public String[] getVersion() {
    Properties build = build();
    return new String[] {
      "Media Runner " + build.getProperty("version"),
      "for Managers 1.0 to 1.7 (announces " + ManagerVersion.DEFAULT + ")",
      "Vert.x " + build.getProperty("vertx") + ", Java " + Runtime.version()
    };
  }
}
