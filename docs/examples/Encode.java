import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Has a video encoded, and fetches the results into a folder. Needs Java 17, nothing else; use a
 * JSON library in a program of your own.
 *
 * <pre>MANAGER=http://127.0.0.1:8081 TOKEN=... java docs/examples/Encode.java SOURCE_URL FOLDER</pre>
 */
public final class Encode {
  private static final String MANAGER = System.getenv("MANAGER");
  private static final String TOKEN = System.getenv("TOKEN");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Encode() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    String task =
        """
        {"etab_name": "My University", "app_name": "java", "task_type": "encoding",
         "source_url": "%s", "parameters": {}, "notify_url": ""}
        """
            .formatted(args[0].replace("\\", "\\\\").replace("\"", "\\\""));
    String id = value(text(request("/task/execute").POST(BodyPublishers.ofString(task))), "task_id");
    System.out.println("task " + id);

    String status;
    do {
      Thread.sleep(1000);
      status = text(request("/task/status/" + id));
    } while (List.of("pending", "running").contains(value(status, "status")));
    if (!List.of("completed", "warning").contains(value(status, "status"))) {
      System.err.println(value(status, "error"));
      System.exit(1);
    }

    String manifest = text(request("/task/result/" + id));
    String files = manifest.replaceAll("(?s).*\"files\"\\s*:\\s*\\[(.*?)\\].*", "$1");
    for (MatchResult name : Pattern.compile("\"([^\"]+)\"").matcher(files).results().toList()) {
      Path file = Path.of(args[1]).resolve(name.group(1));
      Files.createDirectories(file.getParent());
      String escaped =
          URLEncoder.encode(name.group(1), StandardCharsets.UTF_8)
              .replace("+", "%20")
              .replace("%2F", "/");
      checked(
          HTTP.send(
              request("/task/result/" + id + "/file/" + escaped).build(),
              BodyHandlers.ofFile(file)));
      System.out.println(file);
    }
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(MANAGER + path))
        .timeout(Duration.ofMinutes(1))
        .header("Authorization", "Bearer " + TOKEN)
        .header("Content-Type", "application/json");
  }

  private static String text(HttpRequest.Builder request) throws IOException, InterruptedException {
    return checked(HTTP.send(request.build(), BodyHandlers.ofString())).body();
  }

  private static <T> HttpResponse<T> checked(HttpResponse<T> answer) throws IOException {
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer;
  }

  private static String value(String json, String name) {
    return json.replaceAll("(?s).*?\"" + name + "\"\\s*:\\s*(?:\"([^\"]*)\"|null).*", "$1");
  }
}
