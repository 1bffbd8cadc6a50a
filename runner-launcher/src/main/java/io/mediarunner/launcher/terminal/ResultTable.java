package io.mediarunner.launcher.terminal;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** A manifest as a table for the terminal. */
public final class ResultTable {
  private ResultTable() {}

  public static String of(JsonObject manifest) {
    JsonArray entries = manifest.getJsonArray("entries");
    StringBuilder table = new StringBuilder();
    table.append(String.format(Locale.ROOT, "%-36s %12s  %s%n", "file", "bytes", "sha-256"));
    for (int i = 0; i < entries.size(); i++) {
      JsonObject entry = entries.getJsonObject(i);
      table.append(
          String.format(
              Locale.ROOT,
              "%-36s %,12d  %s…%n",
              entry.getString("file_path"),
              entry.getLong("size"),
              entry.getString("sha256").substring(0, 12)));
    }
    return table.toString();
  }
}
