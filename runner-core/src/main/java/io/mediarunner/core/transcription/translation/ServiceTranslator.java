package io.mediarunner.core.transcription.translation;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.net.ServiceClient;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.text.Limits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;

/**
 * A service with LibreTranslate's interface: {@code POST /translate} with {@code q}, an array of
 * sentences, which returns {@code translatedText}, an array of the same length.
 */
public final class ServiceTranslator implements Translator {
  private static final int BATCH = 50;

  private final URI address;
  private final Optional<Secret> key;
  private final Duration limit;

  /**
   * @param key its {@code api_key}
   * @param limit for the response to one request
   */
  public ServiceTranslator(URI address, Optional<Secret> key, Duration limit) {
    this.address = Objects.requireNonNull(address, "address");
    this.key = Objects.requireNonNull(key, "key");
    this.limit = Objects.requireNonNull(limit, "limit");
  }

  @Override
  public String name() {
    return address.toString();
  }

  @Override
  public List<String> translate(
      List<String> sentences, String from, String to, TaskProcesses tools, Path folder)
      throws IOException, TaskFailedException {
    List<String> translated = new ArrayList<>();
    try (ServiceClient client = new ServiceClient(limit)) {
      for (int at = 0; at < sentences.size(); at += BATCH) {
        tools.throwIfStopped();
        List<String> batch = sentences.subList(at, Math.min(sentences.size(), at + BATCH));
        translated.addAll(translate(client, batch, from, to));
      }
    }
    return translated;
  }

  private List<String> translate(ServiceClient client, List<String> batch, String from, String to)
      throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("q", batch);
    json.put("source", from);
    json.put("target", to);
    json.put("format", "text");
    key.ifPresent(secret -> json.put("api_key", secret.value()));
    HttpPost post = new HttpPost(address);
    post.setEntity(new StringEntity(Json.text(json), ContentType.APPLICATION_JSON));
    ServiceClient.Answer answer = client.call(post, Limits.RESULT);
    if (answer.status() != 200) {
      throw new IOException("the translation service responded with HTTP " + answer.status());
    }
    return CommandTranslator.strings(
        Json.read(answer.body()).path("translatedText"), batch.size(), "the translation service");
  }
}
