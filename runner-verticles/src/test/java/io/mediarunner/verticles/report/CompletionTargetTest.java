package io.mediarunner.verticles.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTargetTest {
  @ParameterizedTest
  @CsvSource({
    "http://10.1.1.1:8081/task/completion, http://10.1.1.1:8081, http://10.1.1.1:8081/task/completion",
    "http://0.0.0.0:8081/task/completion, http://10.1.1.1:8081, http://10.1.1.1:8081/task/completion",
    "http://[::]:8081/task/completion, http://10.1.1.1:8081, http://10.1.1.1:8081/task/completion",
    "http://localhost:8081/task/completion, http://127.0.0.1:8081, http://127.0.0.1:8081/task/completion",
    "https://public.example/manager/task/completion, http://manager:8081/manager, http://manager:8081/manager/task/completion",
    "http://media_manager:8081/task/completion, http://10.1.1.1:8081, http://10.1.1.1:8081/task/completion",
    "http://bücher.example/task/completion, http://xn--bcher-kva.example, http://xn--bcher-kva.example/task/completion",
    "http://10.1.1.1:8081/task/completion?id=a b[1]#x, http://10.1.1.1:8081, http://10.1.1.1:8081/task/completion?id=a%20b[1]",
    "http://[::1]:8081/task/completion, http://localhost:8081, http://localhost:8081/task/completion",
    "http://u:p@10.1.1.1:8081/task/completion, http://10.1.1.1:8081, http://10.1.1.1:8081/task/completion",
    "http://10.1.1.1:8081//task//completion, http://10.1.1.1:8081, http://10.1.1.1:8081//task//completion",
    "http://0.0.0.0:9000/task/completion, http://10.1.1.1:8081, http://10.1.1.1:8081/task/completion"
  })
  void isAlwaysTheConfiguredManager(String callback, URI manager, URI target) {
    assertThat(CompletionTarget.of(callback, manager)).contains(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example/collect",
        "http://10.1.1.1:99999/task/completion",
        "http://10.1.1.1:8081@evil.example/collect",
        "http://evil.example\\@10.1.1.1:8081/collect",
        "ftp://10.1.1.1:8081/task/completion",
        "not a url",
        "/task/completion",
        ""
      })
  void isNobodyElse(String callback) {
    assertThat(CompletionTarget.of(callback, URI.create("http://10.1.1.1:8081")))
        .isEqualTo(Optional.empty());
  }
}
