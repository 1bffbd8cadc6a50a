package io.mediarunner.core.config.parse;

import static io.mediarunner.core.task.TaskType.ENCODING;
import static io.mediarunner.core.task.TaskType.STUDIO;
import static io.mediarunner.core.task.TaskType.TRANSCRIPTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mediarunner.core.config.CompletionConfig;
import io.mediarunner.core.config.CorsConfig;
import io.mediarunner.core.config.DashboardConfig;
import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.InvalidConfigException;
import io.mediarunner.core.config.LadderMode;
import io.mediarunner.core.config.LogConfig;
import io.mediarunner.core.config.LogLevel;
import io.mediarunner.core.config.MailConfig;
import io.mediarunner.core.config.ManagerConfig;
import io.mediarunner.core.config.ProxyConfig;
import io.mediarunner.core.config.ProxyServer;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.config.SandboxConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.StandaloneConfig;
import io.mediarunner.core.config.StandaloneConfig.Application;
import io.mediarunner.core.config.StorageConfig;
import io.mediarunner.core.config.StudioConfig;
import io.mediarunner.core.config.TlsConfig;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.config.TranscriptionConfig;
import io.mediarunner.core.config.TranslationConfig;
import io.mediarunner.core.config.admission.AdmissionConfig;
import io.mediarunner.core.config.cluster.ClusterConfig;
import io.mediarunner.core.config.cluster.HazelcastConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunnerConfigTest {
  private static final String TOKEN = "s3cret-of-the-runner";

  @Test
  void hasDefaultsForAllButTheToken() {
    RunnerConfig.Parsed parsed = RunnerConfigParser.parse(Map.of("RUNNER_TOKEN", TOKEN), Map.of());

    Path cache = Path.of("/home/esup-runner/.cache/esup-runner");
    assertThat(parsed.warnings()).isEmpty();
    assertThat(parsed.config())
        .isEqualTo(
            new RunnerConfig(
                List.of(
                    new InstanceConfig(
                        0,
                        "default-runner-localhost-8082",
                        "localhost",
                        8082,
                        URI.create("http://localhost:8082"),
                        List.of(ENCODING, STUDIO))),
                new AdmissionConfig(AdmissionConfig.Mode.AUTO, 1L << 30, 1L << 30),
                new ManagerConfig(
                    URI.create("http://127.0.0.1:8081"), new Secret(TOKEN), Optional.empty()),
                new StorageConfig(
                    Path.of("/tmp/esup-runner"),
                    Path.of("/tmp/esup-runner/runner_task_statuses.json"),
                    Duration.ZERO,
                    Duration.ofHours(24),
                    2L << 30,
                    Path.of("/var/log/esup-runner"),
                    cache,
                    cache.resolve("whisper-models"),
                    cache.resolve("huggingface"),
                    cache.resolve("uv")),
                new DownloadConfig(List.of(), true, 0, Set.of("magicyuv")),
                new CompletionConfig(5, Duration.ofSeconds(60), 1.5),
                new ToolConfig(Optional.empty(), Optional.empty(), Duration.ofHours(5), 10),
                SandboxConfig.STANDARD,
                new EncodingConfig(
                    false,
                    "balanced",
                    OptionalInt.empty(),
                    false,
                    2,
                    LadderMode.AUTO,
                    false,
                    0,
                    List.of("0", "1"),
                    "PCI_BUS_ID",
                    Path.of("/usr/local/cuda-13.2")),
                new StudioConfig(23, "medium", "128k", false, false),
                new TranscriptionConfig(
                    "small",
                    "auto",
                    Duration.ofSeconds(800),
                    true,
                    -23,
                    "auto",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    "",
                    false,
                    new TranslationConfig(
                        Optional.empty(), Optional.empty(), Optional.empty(), true, false),
                    URI.create("https://huggingface.co/ggerganov/whisper.cpp/resolve/main"),
                    Optional.empty()),
                new MailConfig(
                    Optional.empty(),
                    25,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    "esup-runner@localhost",
                    Optional.empty()),
                new CorsConfig(List.of("*"), false, List.of("*"), List.of("*")),
                ProxyConfig.NONE,
                new DashboardConfig("127.0.0.1", 8090, Optional.empty()),
                new StandaloneConfig(
                    false, "127.0.0.1", 8081, List.of(), 1000, Duration.ofHours(1), List.of()),
                new ClusterConfig(false, "127.0.0.1", 8095, List.of(), Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                new LogConfig(
                    LogLevel.INFO, Path.of("/var/log/esup-runner"), false, true, Optional.empty()),
                Duration.ZERO,
                false,
                Map.of()));
  }

  @Test
  void takesEveryKey(@TempDir Path cuda) {
    Map<String, String> all = everyKey(cuda);
    assertThat(all.keySet())
        .as("this test sets every key there is")
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ConfigKey.values()).map(Enum::name).toList());

    RunnerConfig.Parsed parsed = RunnerConfigParser.parse(Map.of(), all);

    assertThat(parsed.warnings())
        .satisfiesExactly(
            warning -> assertThat(warning).contains("RUNNER_TOKEN_PREVIOUS is accepted as well"),
            warning -> assertThat(warning).contains("ENCODING_HLS_SEGMENTS=fmp4", "Esup-Pod"));
    assertThat(parsed.config())
        .isEqualTo(
            new RunnerConfig(
                List.of(
                    new InstanceConfig(
                        1,
                        "mine-runner.example.org-9100",
                        "0.0.0.0",
                        9100,
                        URI.create("https://front.example.org/r1"),
                        List.of(TRANSCRIPTION))),
                new AdmissionConfig(AdmissionConfig.Mode.OFF, 512L << 20, 2L << 30),
                new ManagerConfig(
                    URI.create("https://manager.example.org:8443/esup"),
                    new Secret(TOKEN),
                    Optional.of("1.7"),
                    secret("previous-runner-hush")),
                new StorageConfig(
                    Path.of("/srv/storage"),
                    Path.of("/srv/old.json"),
                    Duration.ofDays(7),
                    Duration.ofHours(6),
                    5L << 30,
                    Path.of("/srv/log"),
                    Path.of("/srv/cache"),
                    Path.of("/srv/whisper"),
                    Path.of("/srv/hf"),
                    Path.of("/srv/uv"),
                    007),
                new DownloadConfig(
                    List.of("example.org", "media.example.net"),
                    false,
                    3L * 1024 * 1024 * 1024,
                    Set.of("magicyuv", "prores"),
                    Duration.ofSeconds(7200)),
                new CompletionConfig(2, Duration.ofSeconds(5), 2.5),
                new ToolConfig(
                    Optional.of(Path.of("/opt/ffmpeg")),
                    Optional.of(Path.of("/opt/ffprobe")),
                    Duration.ofSeconds(1000),
                    5,
                    Duration.ofSeconds(30)),
                new SandboxConfig(
                    SandboxConfig.Mode.PRLIMIT,
                    List.of(Path.of("/opt/tools"), Path.of("/srv/tools")),
                    3L << 30,
                    7L << 30,
                    Duration.ofSeconds(900),
                    500),
                new EncodingConfig(
                    true,
                    "veryfast",
                    OptionalInt.of(21),
                    true,
                    6,
                    LadderMode.CLIENT,
                    true,
                    1,
                    List.of("2", "3"),
                    "FASTEST_FIRST",
                    cuda),
                new StudioConfig(20, "slow", "1.5M", true, true),
                new TranscriptionConfig(
                    "turbo",
                    "fr",
                    Duration.ofSeconds(600),
                    false,
                    -16.5,
                    "ffmpeg",
                    Optional.of(Path.of("/opt/whisper-cli")),
                    Optional.of(Path.of("/opt/ffmpeg-whisper")),
                    Optional.of(URI.create("http://speech:8080/inference")),
                    secret("speech-hush"),
                    false,
                    "Fourier, Nyquist",
                    true,
                    new TranslationConfig(
                        Optional.of(Path.of("/opt/translate")),
                        Optional.of(URI.create("http://translate:5000/translate")),
                        secret("translate-hush"),
                        false,
                        true),
                    URI.create("https://mirror/models"),
                    secret("hf-hush")),
                new MailConfig(
                    Optional.of("mail.example.org"),
                    587,
                    true,
                    Optional.of("mailer"),
                    secret("mail-hush"),
                    "runner@example.org",
                    Optional.of("admin@example.org")),
                new CorsConfig(
                    List.of("https://a.example.org", "https://b.example.org"),
                    true,
                    List.of("GET"),
                    List.of("X-One", "X-Two")),
                new ProxyConfig(
                    proxy("http-hush"),
                    proxy("https-hush"),
                    List.of("localhost", ".example.org"),
                    Optional.of(Path.of("/etc/ca.pem")),
                    Optional.of(Path.of("/etc/ca"))),
                new DashboardConfig("0.0.0.0", 9090, secret("dashboard-hush")),
                new StandaloneConfig(
                    false,
                    "0.0.0.0",
                    9081,
                    List.of(
                        Application.full("pod", new Secret("application-hush")),
                        new Application(
                            "watch",
                            new Secret("application-hush-2"),
                            Set.of(Application.Right.READ, Application.Right.ALL))),
                    50,
                    Duration.ofMinutes(5),
                    List.of("pod.example.org")),
                new ClusterConfig(
                    true,
                    "10.0.0.5",
                    9095,
                    List.of(
                        URI.create("http://10.0.0.5:9095"),
                        URI.create("https://b.example.org:9095")),
                    Optional.of(
                        new HazelcastConfig(List.of("10.0.0.5:6701", "b:6702"), 6701, 6702))),
                secret("cluster-hush-hush"),
                Optional.of(new TlsConfig(Path.of("/etc/runner.pem"), Path.of("/etc/runner.key"))),
                new LogConfig(
                    LogLevel.WARNING,
                    Path.of("/srv/log"),
                    true,
                    false,
                    Optional.of(URI.create("http://collector:4318"))),
                Duration.ofSeconds(60),
                true,
                parsed.config().given()));
    assertThat(parsed.config().given())
        .containsEntry("ENCODING_PRESET", all.get("ENCODING_PRESET"))
        .doesNotContainKeys("RUNNER_TOKEN", "DASHBOARD_TOKEN", "HTTP_PROXY", "SMTP_PASSWORD");
    assertThat(parsed.config().toString())
        .as("hides its secrets")
        .doesNotContain(TOKEN)
        .doesNotContain("hush");
  }

  private static Map<String, String> everyKey(Path cuda) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("DEBUG", " Yes ");
    all.put("RUNNER_PROTOCOL", "https");
    all.put("RUNNER_HOST", "runner.example.org");
    all.put("RUNNER_BIND_HOST", "0.0.0.0");
    all.put("RUNNER_BASE_NAME", "mine");
    all.put("RUNNER_BASE_PORT", "9000");
    all.put("RUNNER_INSTANCES", "2");
    all.put("RUNNER_TASK_TYPES", "[1x(encoding),1x(transcription)]");
    all.put("RUNNER_MONITORING", "true");
    all.put("ADMISSION_BY_RESOURCES", "Off");
    all.put("TASK_MEMORY_MB", "512");
    all.put("TASK_GPU_MEMORY_MB", "2048");
    all.put("SHUTDOWN_GRACE_SECONDS", "60");
    all.put("RUNNER_INSTANCE_ID", "1");
    all.put("RUNNER_PORT", "9100");
    all.put("RUNNER_INSTANCE_URL", "https://front.example.org/r1/");
    all.put("MANAGER_URL", " https://manager.example.org:8443/esup// ");
    all.put("MANAGER_COMPAT_VERSION", "1.7");
    all.put("RUNNER_TOKEN", TOKEN);
    all.put("RUNNER_TOKEN_PREVIOUS", "previous-runner-hush");
    all.put("CORS_ALLOW_ORIGINS", "https://a.example.org, https://b.example.org");
    all.put("CORS_ALLOW_CREDENTIALS", "on");
    all.put("CORS_ALLOW_METHODS", "GET,");
    all.put("CORS_ALLOW_HEADERS", "X-One,X-Two");
    all.put("STORAGE_DIR", "/srv/storage");
    all.put("RUNNER_TASK_STATUS_FILE", "/srv/old.json");
    all.put("MAX_VIDEO_SIZE_GB", "3");
    all.put("MAX_FILE_AGE_DAYS", "7");
    all.put("CLEANUP_INTERVAL_HOURS", "6");
    all.put("DISK_RESERVE_GB", "5");
    all.put("STORAGE_UMASK", "0007");
    all.put("LOG_DIR", "/srv/log");
    all.put("CACHE_DIR", "/srv/cache");
    all.put("WHISPER_MODELS_DIR", "/srv/whisper");
    all.put("HUGGINGFACE_MODELS_DIR", "/srv/hf");
    all.put("UV_CACHE_DIR", "/srv/uv");
    all.put("DOWNLOAD_ALLOWED_HOSTS", "Example.ORG., media.example.net");
    all.put("DOWNLOAD_ALLOW_PRIVATE_NETWORKS", "0");
    all.put("DOWNLOAD_MAX_SECONDS", "7200");
    all.put("MEDIA_CODEC_DENYLIST", "MagicYUV,ProRes");
    all.put("EXTERNAL_SCRIPT_TIMEOUT_SECONDS", "1_000");
    all.put("COMPLETION_NOTIFY_MAX_RETRIES", "2");
    all.put("COMPLETION_NOTIFY_RETRY_DELAY_SECONDS", "+5");
    all.put("COMPLETION_NOTIFY_BACKOFF_FACTOR", "25e-1");
    all.put("SMTP_SERVER", "mail.example.org");
    all.put("SMTP_PORT", "587");
    all.put("SMTP_USE_TLS", "t");
    all.put("SMTP_USERNAME", "mailer");
    all.put("SMTP_PASSWORD", "mail-hush");
    all.put("SMTP_SENDER", "runner@example.org");
    all.put("MANAGER_EMAIL", "admin@example.org");
    all.put("ENCODING_TYPE", "gpu");
    all.put("ENCODING_PRESET", "veryfast");
    all.put("ENCODING_RATE_CONTROL", "capped-crf");
    all.put("ENCODING_CRF", "21");
    all.put("ENCODING_HLS_SEGMENTS", "fmp4");
    all.put("ENCODING_HLS_SEGMENT_SECONDS", "6");
    all.put("ENCODING_LADDER", "client");
    all.put("ENCODING_DRESSING_FAILURE", "fail");
    all.put("GPU_HWACCEL_DEVICE", "1");
    all.put("GPU_CUDA_VISIBLE_DEVICES", "2, 3");
    all.put("GPU_CUDA_DEVICE_ORDER", "FASTEST_FIRST");
    all.put("GPU_CUDA_PATH", cuda.toString());
    all.put("STUDIO_DEFAULT_CRF", "20");
    all.put("STUDIO_DEFAULT_PRESET", "slow");
    all.put("STUDIO_DEFAULT_AUDIO_BITRATE", "1.5M");
    all.put("STUDIO_STRICT_CUT", "true");
    all.put("STUDIO_SOUND", "mix");
    all.put("WHISPER_MODEL", "Turbo");
    all.put("WHISPER_LANGUAGE", "fr");
    all.put("WHISPER_CHUNK_THRESHOLD_SECONDS", "600");
    all.put("WHISPER_VAD_FILTER", "false");
    all.put("TRANSCRIPTION_NORMALIZE_TARGET_LEVEL", "-16.5");
    all.put("WHISPER_ENGINE", "ffmpeg");
    all.put("WHISPER_CLI_PATH", "/opt/whisper-cli");
    all.put("WHISPER_FFMPEG_PATH", "/opt/ffmpeg-whisper");
    all.put("WHISPER_SERVER_URL", "http://speech:8080/inference");
    all.put("WHISPER_SERVER_KEY", "speech-hush");
    all.put("TRANSCRIPTION_REQUIRE_MODEL", "false");
    all.put("TRANSCRIPTION_VOCABULARY", "Fourier, Nyquist");
    all.put("TRANSCRIPTION_CHAPTERS", "true");
    all.put("TRANSLATION_COMMAND", "/opt/translate");
    all.put("TRANSLATION_URL", "http://translate:5000/translate");
    all.put("TRANSLATION_KEY", "translate-hush");
    all.put("TRANSLATION_BY_ENGINE", "false");
    all.put("TRANSCRIPTION_UNTRANSLATED", "publish");
    all.put("WHISPER_MODELS_URL", "https://mirror/models");
    all.put("HF_TOKEN", "hf-hush");
    all.put("RUNNER_DASHBOARD_HOST", "0.0.0.0");
    all.put("RUNNER_DASHBOARD_PORT", "9090");
    all.put("DASHBOARD_TOKEN", "dashboard-hush");
    all.put("STANDALONE_HOST", "0.0.0.0");
    all.put("STANDALONE_PORT", "9081");
    all.put("APPLICATION_TOKENS", "pod=application-hush, watch/read+all=application-hush-2");
    all.put("QUEUE_MAX_TASKS", "50");
    all.put("QUEUE_UNOFFERED_MINUTES", "5");
    all.put("NOTIFY_ALLOWED_HOSTS", "Pod.example.org");
    all.put("RUNNER_CLUSTER", "hazelcast");
    all.put("RUNNER_CLUSTER_MEMBERS", "http://10.0.0.5:9095, https://b.example.org:9095");
    all.put("RUNNER_CLUSTER_SECRET", "cluster-hush-hush");
    all.put("RUNNER_CLUSTER_HOST", "10.0.0.5");
    all.put("RUNNER_CLUSTER_PORT", "9095");
    all.put("RUNNER_CLUSTER_SEEDS", "10.0.0.5:6701, b:6702");
    all.put("RUNNER_CLUSTER_HAZELCAST_PORT", "6701");
    all.put("RUNNER_CLUSTER_BUS_PORT", "6702");
    all.put("LOG_LEVEL", "warning");
    all.put("LOG_FORMAT", "json");
    all.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
    all.put("NO_COLOR", "1");
    all.put("FFMPEG_PATH", "/opt/ffmpeg");
    all.put("FFPROBE_PATH", "/opt/ffprobe");
    all.put("TOOL_NICE", "5");
    all.put("TOOL_STALL_SECONDS", "30");
    all.put("SANDBOX", "prlimit");
    all.put("SANDBOX_READABLE", "/opt/tools,/srv/tools");
    all.put("TOOL_MEMORY_GB", "3");
    all.put("TOOL_FILE_GB", "7");
    all.put("TOOL_CPU_SECONDS", "900");
    all.put("TOOL_PROCESSES", "500");
    all.put("HTTP_PROXY", "http://u:http-hush@proxy:3128");
    all.put("HTTPS_PROXY", "http://u:https-hush@proxy:3128");
    all.put("ALL_PROXY", "http://u:all-hush@proxy");
    all.put("NO_PROXY", "localhost,.Example.org");
    all.put("SSL_CERT_FILE", "/etc/ca.pem");
    all.put("SSL_CERT_DIR", "/etc/ca");
    all.put("TLS_CERT_FILE", "/etc/runner.pem");
    all.put("TLS_KEY_FILE", "/etc/runner.key");
    return all;
  }

  @Test
  void warnsOfFragmentsOnlyWhereThereIsAManager() {
    Map<String, String> fragments = Map.of("RUNNER_TOKEN", TOKEN, "ENCODING_HLS_SEGMENTS", "fmp4");

    assertThat(RunnerConfigParser.parse(fragments, Map.of()).warnings()).isEmpty();
    assertThat(
            RunnerConfigParser.parse(fragments, Map.of("MANAGER_URL", "http://manager:8081"))
                .warnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning).contains("only the MP4 files"));
  }

  @Test
  void warnsOfTokensThatCouldBeGuessed() {
    assertThat(
            RunnerConfigParser.parse(Map.of("RUNNER_TOKEN", "fifteen-letters"), Map.of())
                .warnings())
        .singleElement()
        .satisfies(
            warning ->
                assertThat(warning)
                    .contains("RUNNER_TOKEN has fewer than 16 characters")
                    .doesNotContain("fifteen"));
    assertThat(
            RunnerConfigParser.parse(Map.of("RUNNER_TOKEN", "sixteen-letters."), Map.of())
                .warnings())
        .isEmpty();
  }

  @Test
  void takesTheTokenBeforeItWhileItIsBeingChanged() {
    Map<String, String> both =
        Map.of("RUNNER_TOKEN", TOKEN, "RUNNER_TOKEN_PREVIOUS", TOKEN + "-old");
    RunnerConfig.Parsed parsed = RunnerConfigParser.parse(both, Map.of());

    assertThat(parsed.config().manager().acceptedTokens())
        .containsExactly(new Secret(TOKEN), new Secret(TOKEN + "-old"));
    assertThat(parsed.warnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning).contains("remove it once"));
  }

  @Test
  void speaksHttpsWithACertificate() {
    RunnerConfig config =
        parse(Map.of("TLS_CERT_FILE", "/etc/c.pem", "TLS_KEY_FILE", "/etc/k.pem"), Map.of());

    assertThat(config.tls()).contains(new TlsConfig(Path.of("/etc/c.pem"), Path.of("/etc/k.pem")));
    assertThat(config.instances().get(0).advertisedUrl()).hasScheme("https");
    assertThat(problems(Map.of("TLS_CERT_FILE", "/etc/c.pem"), Map.of()))
        .containsExactly("TLS_CERT_FILE and TLS_KEY_FILE must be set together");
    assertThat(
            problems(
                Map.of("TLS_CERT_FILE", "/c", "TLS_KEY_FILE", "/k", "RUNNER_PROTOCOL", "http"),
                Map.of()))
        .containsExactly("RUNNER_PROTOCOL must be https where TLS_CERT_FILE is set, or unset");
  }

  @Test
  void namesFoldersInsideTheStorage() {
    Map<String, String> inside =
        Map.of(
            "RUNNER_TOKEN", TOKEN,
            "STORAGE_DIR", "/srv/s",
            "CACHE_DIR", "/srv/s/cache",
            "LOG_DIR", "/srv/log",
            "UV_CACHE_DIR", "/srv/s/uv");
    assertThat(RunnerConfigParser.parse(inside, Map.of()).warnings())
        .containsExactly(
            "CACHE_DIR lies inside STORAGE_DIR (/srv/s/cache): cleanup spares it; better keep it"
                + " elsewhere",
            "UV_CACHE_DIR lies inside STORAGE_DIR (/srv/s/uv): cleanup spares it; better keep it"
                + " elsewhere");
  }

  @ParameterizedTest
  @CsvSource({
    "WHISPER_SERVER_URL, http://127.0.0.1:8082/inference, this runner",
    "WHISPER_SERVER_URL, http://localhost:8090/inference, this runner",
    "TRANSLATION_URL, http://127.0.0.1:8081/translate, the Manager"
  })
  void takesNeitherItselfNorTheManagerForAService(String key, String url, String whose) {
    assertThat(problems(Map.of(key, url), Map.of()))
        .containsExactly(key + " must not be the address of " + whose);
    assertThat(
            RunnerConfigParser.parse(
                    Map.of("RUNNER_TOKEN", TOKEN, key, url.replaceFirst(":80..", ":5000")),
                    Map.of())
                .warnings())
        .isEmpty();
  }

  @Test
  void refusesWhatIsNoUmask() {
    assertThat(problems(Map.of("STORAGE_UMASK", "0o27"), Map.of()))
        .containsExactly("STORAGE_UMASK must be an octal number such as 027, got '0o27'");
    assertThat(parse(Map.of("STORAGE_UMASK", "022"), Map.of()).storage().umask()).isEqualTo(022);
  }

  private static Optional<ProxyServer> proxy(String password) {
    return Optional.of(new ProxyServer("proxy", 3128, Optional.of("u"), secret(password)));
  }

  private static Optional<Secret> secret(String value) {
    return Optional.of(new Secret(value));
  }

  @Test
  void prefersTheEnvironmentToTheFileAndTheFileToTheDefault() {
    Map<String, String> file =
        Map.of("RUNNER_TOKEN", TOKEN, "RUNNER_BASE_PORT", "9000", "TOOL_NICE", "3");
    RunnerConfig config =
        RunnerConfigParser.parse(Map.of("RUNNER_BASE_PORT", "9500"), file).config();

    assertThat(config.instances().get(0).port()).isEqualTo(9500);
    assertThat(config.tools().nice()).isEqualTo(3);
    assertThat(config.log().level()).isEqualTo(LogLevel.INFO);
  }

  @Test
  void takesAnEmptyVariableForSet() {
    assertThat(problems(Map.of("RUNNER_BASE_NAME", ""), Map.of("RUNNER_BASE_NAME", "mine")))
        .containsExactly("RUNNER_BASE_NAME must not be empty");
  }

  @Test
  void prefersANameToItsAliasWhicheverSourceTheyComeFrom() {
    Map<String, String> alias = Map.of("LOG_DIRECTORY", "/old", "HUGGINGFACE_HUB_TOKEN", "hf");
    RunnerConfig old = parse(alias, Map.of());
    assertThat(old.log().directory()).isEqualTo(Path.of("/old"));
    assertThat(old.storage().logDir()).isEqualTo(Path.of("/old"));
    assertThat(old.transcription().downloadToken()).contains(new Secret("hf"));

    assertThat(parse(alias, Map.of("LOG_DIR", "/new")).log().directory())
        .isEqualTo(Path.of("/new"));
    assertThat(problems(alias, Map.of("LOG_DIR", ""))).containsExactly("LOG_DIR must not be empty");
  }

  @Test
  void derivesPathsFromTheirParent() {
    StorageConfig storage =
        parse(Map.of("HOME", "/home/me"), Map.of("STORAGE_DIR", "~/s", "CACHE_DIR", "/c"))
            .storage();

    assertThat(storage.storageDir()).isEqualTo(Path.of("/home/me/s"));
    assertThat(storage.statusFile()).isEqualTo(Path.of("/home/me/s/runner_task_statuses.json"));
    assertThat(storage.whisperModelsDir()).isEqualTo(Path.of("/c/whisper-models"));
    assertThat(storage.huggingfaceModelsDir()).isEqualTo(Path.of("/c/huggingface"));
    assertThat(storage.uvCacheDir()).isEqualTo(Path.of("/c/uv"));
    assertThat(parse(Map.of("RUNNER_TASK_STATUS_FILE", " "), Map.of()).storage().statusFile())
        .isEqualTo(Path.of("/tmp/esup-runner/runner_task_statuses.json"));
    assertThat(parse(Map.of("STORAGE_DIR", "here"), Map.of()).storage().storageDir())
        .isEqualTo(Path.of("here").toAbsolutePath());
  }

  @ParameterizedTest
  @CsvSource({
    "admin@example.org, , esup-runner@example.org",
    ", , esup-runner@localhost",
    "nobody, , esup-runner@localhost",
    "admin@example.org, me@here, me@here",
  })
  void derivesTheSenderOfMails(String recipient, String sender, String expected) {
    Map<String, String> keys = new HashMap<>();
    keys.put("MANAGER_EMAIL", recipient == null ? "" : recipient);
    keys.put("SMTP_SENDER", sender == null ? "" : sender);

    assertThat(parse(keys, Map.of()).mail().sender()).isEqualTo(expected);
  }

  @Test
  void sendsMailOnlyWithAServerAndARecipient() {
    assertThat(parse(Map.of("SMTP_SERVER", "m"), Map.of()).mail().enabled()).isFalse();
    assertThat(parse(Map.of("MANAGER_EMAIL", "a@b"), Map.of()).mail().enabled()).isFalse();
    assertThat(parse(Map.of("SMTP_SERVER", "m", "MANAGER_EMAIL", "a@b"), Map.of()).mail().enabled())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "T", " yes ", "Y", "ON"})
  void readsTrue(String value) {
    assertThat(parse(Map.of("DEBUG", value), Map.of()).debug()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "False", "f", " no ", "n", "OFF"})
  void readsFalse(String value) {
    assertThat(parse(Map.of("WHISPER_VAD_FILTER", value), Map.of()).transcription().vadFilter())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"12, 12", "+3, 3", "' 4 ', 4", "1_000, 1000", "007, 7"})
  void readsAWholeNumber(String value, int number) {
    assertThat(
            parse(Map.of("COMPLETION_NOTIFY_MAX_RETRIES", value), Map.of())
                .completion()
                .quickRetries())
        .isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({"2, 2.0", "1.25, 1.25", "1., 1.0", "1e1, 10.0", "' +1.5 ', 1.5", "1_0.5, 10.5"})
  void readsANumber(String value, double number) {
    assertThat(
            parse(Map.of("COMPLETION_NOTIFY_BACKOFF_FACTOR", value), Map.of())
                .completion()
                .backoffFactor())
        .isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DEBUG|maybe|DEBUG must be a boolean (true/false), got 'maybe'",
        "DEBUG|''|DEBUG must be a boolean (true/false), got ''",
        "RUNNER_MONITORING|2|RUNNER_MONITORING must be a boolean (true/false), got '2'",
        "MAX_FILE_AGE_DAYS|seven|MAX_FILE_AGE_DAYS must be an integer, got 'seven'",
        "MAX_FILE_AGE_DAYS|1.5|MAX_FILE_AGE_DAYS must be an integer, got '1.5'",
        "MAX_FILE_AGE_DAYS|''|MAX_FILE_AGE_DAYS must be an integer, got ''",
        "MAX_FILE_AGE_DAYS|1__0|MAX_FILE_AGE_DAYS must be an integer, got '1__0'",
        "MAX_FILE_AGE_DAYS|-1|MAX_FILE_AGE_DAYS must be at least 0, got -1",
        "MAX_FILE_AGE_DAYS|3000000000|MAX_FILE_AGE_DAYS must be at most 2147483647, got 3000000000",
        "CLEANUP_INTERVAL_HOURS|0|CLEANUP_INTERVAL_HOURS must be at least 1, got 0",
        "RUNNER_BASE_PORT|79|RUNNER_BASE_PORT must be at least 80, got 79",
        "RUNNER_BASE_PORT|65536|RUNNER_BASE_PORT must be at most 65535, got 65536",
        "RUNNER_INSTANCES|0|RUNNER_INSTANCES must be at least 1, got 0",
        "RUNNER_INSTANCES|-2|RUNNER_INSTANCES must be at least 1, got -2",
        "RUNNER_INSTANCES|two|RUNNER_INSTANCES must be an integer, got 'two'",
        "RUNNER_INSTANCES|''|RUNNER_INSTANCES must be an integer, got ''",
        "RUNNER_INSTANCES|60000|RUNNER_BASE_PORT and RUNNER_INSTANCES require ports above 65535",
        "RUNNER_TASK_TYPES|[70000x(studio)]|RUNNER_BASE_PORT and RUNNER_INSTANCES require ports"
            + " above 65535",
        "RUNNER_TASK_TYPES|encode|RUNNER_TASK_TYPES: instance 0 contains unsupported task types:"
            + " encode",
        "RUNNER_INSTANCE_ID|1|RUNNER_INSTANCE_ID must be at most 0, got 1",
        "RUNNER_INSTANCE_ID|-1|RUNNER_INSTANCE_ID must be at least 0, got -1",
        "RUNNER_PORT|tcp://10.0.0.1:80|RUNNER_PORT must be an integer, got 'tcp://10.0.0.1:80'",
        "RUNNER_PROTOCOL|HTTP|RUNNER_PROTOCOL must be either 'http' or 'https'",
        "RUNNER_HOST|' '|RUNNER_HOST must not be empty",
        "RUNNER_HOST|a b|RUNNER_HOST must contain a hostname or IP address only",
        "RUNNER_HOST|http://a|RUNNER_HOST must contain a hostname or IP address only",
        "RUNNER_HOST|a:80|RUNNER_HOST must contain a hostname or IP address only",
        "RUNNER_BIND_HOST|a/b|RUNNER_BIND_HOST must contain a hostname or IP address only",
        "RUNNER_BASE_NAME|' '|RUNNER_BASE_NAME must not be empty",
        "MANAGER_URL|' '|MANAGER_URL must not be empty",
        "MANAGER_URL|manager:8081|MANAGER_URL must be an absolute HTTP(S) URL",
        "MANAGER_URL|ftp://manager|MANAGER_URL must be an absolute HTTP(S) URL",
        "MANAGER_URL|http://|MANAGER_URL must be an absolute HTTP(S) URL",
        "MANAGER_URL|http:///path|MANAGER_URL must be an absolute HTTP(S) URL",
        "MANAGER_URL|http://a:99999|MANAGER_URL must be an absolute HTTP(S) URL",
        "MANAGER_URL|http://a:x|MANAGER_URL must be an absolute HTTP(S) URL",
        "MANAGER_URL|http://a b|MANAGER_URL must be an absolute HTTP(S) URL",
        "MANAGER_URL|http://a/?b|MANAGER_URL must be an absolute HTTP(S) URL",
        "MANAGER_URL|http://u:hush@a|MANAGER_URL must not contain a user name or a password",
        "MANAGER_URL|http://the_manager:8081|MANAGER_URL must be an absolute HTTP(S) URL: host"
            + " names must not contain '_'; use the IP address or another name",
        "MANAGER_COMPAT_VERSION|latest|MANAGER_COMPAT_VERSION must be 'auto' or a version such as"
            + " 1.7.1",
        "CORS_ALLOW_CREDENTIALS|true|Invalid CORS configuration: CORS_ALLOW_CREDENTIALS=true is not"
            + " compatible with CORS_ALLOW_ORIGINS=*",
        "STORAGE_DIR|' '|STORAGE_DIR must not be empty",
        "LOG_DIR|''|LOG_DIR must not be empty",
        "CACHE_DIR|''|CACHE_DIR must not be empty",
        "WHISPER_MODELS_DIR|''|WHISPER_MODELS_DIR must not be empty",
        "HUGGINGFACE_MODELS_DIR|''|HUGGINGFACE_MODELS_DIR must not be empty",
        "UV_CACHE_DIR|''|UV_CACHE_DIR must not be empty",
        "MAX_VIDEO_SIZE_GB|-1|MAX_VIDEO_SIZE_GB must be at least 0, got -1",
        "EXTERNAL_SCRIPT_TIMEOUT_SECONDS|0|EXTERNAL_SCRIPT_TIMEOUT_SECONDS must be at least 1, got 0",
        "COMPLETION_NOTIFY_BACKOFF_FACTOR|0.5|COMPLETION_NOTIFY_BACKOFF_FACTOR must be at least 1.0,"
            + " got 0.5",
        "COMPLETION_NOTIFY_BACKOFF_FACTOR|nan|COMPLETION_NOTIFY_BACKOFF_FACTOR must be a number, got"
            + " 'nan'",
        "COMPLETION_NOTIFY_BACKOFF_FACTOR|''|COMPLETION_NOTIFY_BACKOFF_FACTOR must be a number, got"
            + " ''",
        "SMTP_PORT|0|SMTP_PORT must be at least 1, got 0",
        "ENCODING_TYPE|TPU|ENCODING_TYPE must be either 'CPU' or 'GPU'",
        "ENCODING_PRESET|Slow|ENCODING_PRESET must be one of: ultrafast, superfast, veryfast,"
            + " faster, fast, medium, slow, slower, veryslow, balanced",
        "GPU_HWACCEL_DEVICE|-1|GPU_HWACCEL_DEVICE must be at least 0, got -1",
        "STUDIO_DEFAULT_CRF|52|STUDIO_DEFAULT_CRF must be at most 51, got 52",
        "STUDIO_DEFAULT_CRF|low|STUDIO_DEFAULT_CRF must be an integer, got 'low'",
        "STUDIO_DEFAULT_PRESET|placebo|STUDIO_DEFAULT_PRESET must be one of: ultrafast, superfast,"
            + " veryfast, faster, fast, medium, slow, slower, veryslow",
        "STUDIO_DEFAULT_AUDIO_BITRATE|0k|STUDIO_DEFAULT_AUDIO_BITRATE must be a bit rate such as"
            + " 128k, got '0k'",
        "WHISPER_CHUNK_THRESHOLD_SECONDS|0|WHISPER_CHUNK_THRESHOLD_SECONDS must be at least 1, got 0",
        "TRANSCRIPTION_NORMALIZE_TARGET_LEVEL|1|TRANSCRIPTION_NORMALIZE_TARGET_LEVEL must be at most"
            + " 0.0, got 1.0",
        "LOG_LEVEL|TRACE|LOG_LEVEL must be one of: CRITICAL, DEBUG, ERROR, INFO, WARNING",
        "TOOL_NICE|20|TOOL_NICE must be at most 19, got 20",
        "TOOL_STALL_SECONDS|0|TOOL_STALL_SECONDS must be at least 1, got 0",
      })
  void refuses(String key, String value, String problem) {
    assertThat(problems(Map.of(key, value), Map.of())).containsExactly(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "default-runner-token",
        "CHANGE_ME_RUNNERS_TOKEN",
        "change-me-runner-token",
        " change-me-runner-token "
      })
  void refusesATokenThatEveryoneKnowsWithoutPrintingIt(String token) {
    InvalidConfigException refusal =
        catchThrowableOfType(
            InvalidConfigException.class,
            () -> RunnerConfigParser.parse(Map.of("RUNNER_TOKEN", token), Map.of()));

    assertThat(refusal.problems()).containsExactly("RUNNER_TOKEN must be set to a secure value");
  }

  @Test
  void refusesToStartWithoutAToken() {
    assertThat(
            catchThrowableOfType(
                    InvalidConfigException.class,
                    () -> RunnerConfigParser.parse(Map.of(), Map.of()))
                .problems())
        .containsExactly("RUNNER_TOKEN must be set to a secure value");
  }

  @Test
  void listsEveryProblemAtOnceInAFixedOrder() {
    Map<String, String> mistakes = new LinkedHashMap<>();
    mistakes.put("RUNNER_TOKN", "hush");
    mistakes.put("STORAGE_DIR", "");
    mistakes.put("RUNNER_TOKEN", "change-me-runner-token");
    mistakes.put("RUNNER_TASK_TYPES", "encoding,foo");
    mistakes.put("SMTP_PORT", "twenty-five");

    InvalidConfigException refusal =
        catchThrowableOfType(
            InvalidConfigException.class, () -> RunnerConfigParser.parse(Map.of(), mistakes));

    assertThat(refusal)
        .hasMessage(
            """
            Invalid runner configuration:
            - SMTP_PORT must be an integer, got 'twenty-five'
            - RUNNER_TASK_TYPES: instance 0 contains unsupported task types: foo
            - RUNNER_TOKEN must be set to a secure value
            - STORAGE_DIR must not be empty
            - Unknown key RUNNER_TOKN; did you mean RUNNER_TOKEN?""");
  }

  @Test
  void wantsTheCudaFolderForAGpuOnly(@TempDir Path dir) {
    String missing = dir.resolve("cuda").toString();
    Map<String, String> cpu = Map.of("GPU_CUDA_PATH", missing);

    assertThat(parse(cpu, Map.of()).encoding().gpu()).isFalse();
    assertThat(problems(cpu, Map.of("ENCODING_TYPE", "GPU")))
        .containsExactly("WARNING: CUDA directory not found at: " + missing);
  }

  @Test
  void takesLongerPiecesOfAudioOnAGpu(@TempDir Path cuda) {
    Map<String, String> gpu = Map.of("ENCODING_TYPE", "GPU", "GPU_CUDA_PATH", cuda.toString());

    assertThat(parse(gpu, Map.of()).transcription().chunkThreshold())
        .isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void givesEachInstanceItsOwnPortNameAndTypes() {
    List<InstanceConfig> instances =
        parse(
                Map.of(
                    "RUNNER_TASK_TYPES", "[1x(encoding,studio),1x(transcription)]",
                    "RUNNER_HOST", "10.0.0.7",
                    "RUNNER_BASE_NAME", "mine"),
                Map.of())
            .instances();

    assertThat(instances)
        .containsExactly(
            new InstanceConfig(
                0,
                "mine-10.0.0.7-8082",
                "10.0.0.7",
                8082,
                URI.create("http://10.0.0.7:8082"),
                List.of(ENCODING, STUDIO)),
            new InstanceConfig(
                1,
                "mine-10.0.0.7-8083",
                "10.0.0.7",
                8083,
                URI.create("http://10.0.0.7:8083"),
                List.of(TRANSCRIPTION)));
  }

  @ParameterizedTest
  @CsvSource({"::1", "[::1]"})
  void putsBracketsRoundAnIpv6HostInTheAddressOnly(String host) {
    InstanceConfig instance = parse(Map.of("RUNNER_HOST", host), Map.of()).instances().get(0);

    assertThat(instance.advertisedUrl()).isEqualTo(URI.create("http://[::1]:8082"));
    assertThat(instance.bindHost()).isEqualTo("::1");
  }

  @Test
  void warnsThatTheManagerCannotCallEveryAddress() {
    RunnerConfig.Parsed parsed =
        RunnerConfigParser.parse(Map.of("RUNNER_HOST", "0.0.0.0"), Map.of("RUNNER_TOKEN", TOKEN));

    assertThat(parsed.warnings()).singleElement().asString().contains("RUNNER_BIND_HOST=0.0.0.0");
  }

  @Test
  void ignoresTheAddressOfASingleInstanceWhereThereAreSeveral() {
    RunnerConfig.Parsed parsed =
        RunnerConfigParser.parse(
            Map.of("RUNNER_INSTANCES", "2", "RUNNER_TOKEN", TOKEN),
            Map.of("RUNNER_INSTANCE_URL", "http://front", "RUNNER_PORT", "9000"));

    assertThat(parsed.config().instances())
        .extracting(instance -> instance.advertisedUrl().toString())
        .containsExactly("http://localhost:8082", "http://localhost:8083");
    assertThat(parsed.warnings())
        .containsExactly(
            "RUNNER_PORT is ignored: it applies only to a single instance",
            "RUNNER_INSTANCE_URL is ignored: it applies only to a single instance");
  }

  @Test
  void takesOneOfTheInstancesAlone() {
    assertThat(
            parse(Map.of("RUNNER_INSTANCES", "3", "RUNNER_INSTANCE_ID", "2"), Map.of()).instances())
        .singleElement()
        .returns(2, InstanceConfig::number)
        .returns(8084, InstanceConfig::port);
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNER_TOKN, Unknown key RUNNER_TOKN; did you mean RUNNER_TOKEN?",
    "runner_token, Unknown key runner_token; did you mean RUNNER_TOKEN?",
    "LOG_DIRECTORI, Unknown key LOG_DIRECTORI; did you mean LOG_DIRECTORY?",
    "DOWNLOAD_MAX_ATTEMPTS, Unknown key DOWNLOAD_MAX_ATTEMPTS",
    "DEBUGG, Unknown key DEBUGG; did you mean DEBUG?",
    "EXTERNAL_SCRIPT_TIMEOUT_SECOND, "
        + "Unknown key EXTERNAL_SCRIPT_TIMEOUT_SECOND; did you mean EXTERNAL_SCRIPT_TIMEOUT_SECONDS?",
  })
  void refusesAKeyOfTheFileThatLooksLikeOurs(String key, String problem) {
    assertThat(problems(Map.of(), Map.of(key, "hush"))).containsExactly(problem);
  }

  @Test
  void warnsOfOtherUnknownKeys() {
    RunnerConfig.Parsed parsed =
        RunnerConfigParser.parse(
            Map.of("RUNNER_TOOL_CACHE", "x", "MANAGER_ULR", "hush", "LOGNAME", "x", "PATH", "/bin"),
            Map.of("RUNNER_TOKEN", TOKEN, "COMPOSE_PROJECT", "hush"));

    assertThat(parsed.warnings())
        .containsExactly(
            "Key COMPOSE_PROJECT in .env is not read by the runner",
            "Unknown key MANAGER_ULR; did you mean MANAGER_URL? (environment, ignored)",
            "Unknown key RUNNER_TOOL_CACHE (environment, ignored)");
  }

  @Test
  void usesTheProxyForEverythingWhereNoOtherIsSet() {
    ProxyConfig proxy =
        parse(Map.of("all_proxy", "http://p:1", "HTTPS_PROXY", "http://p:2"), Map.of()).proxy();

    assertThat(proxy.http().orElseThrow().port()).isEqualTo(1);
    assertThat(proxy.https().orElseThrow().port()).isEqualTo(2);
  }

  @Test
  void wantsHttpProxiesAndHidesTheirPasswords() {
    assertThat(problems(Map.of("HTTP_PROXY", "socks5://u:http-hush@proxy"), Map.of()))
        .containsExactly(
            "HTTP_PROXY must be the address of an HTTP proxy, such as http://proxy:3128");
    RunnerConfig.Parsed parsed =
        RunnerConfigParser.parse(
            withToken(Map.of("ALL_PROXY", "socks5://u:all-hush@proxy")), Map.of());
    assertThat(parsed.config().proxy()).isEqualTo(ProxyConfig.NONE);
    assertThat(parsed.warnings())
        .containsExactly(
            "ALL_PROXY is ignored: only HTTP proxies are supported, such as http://proxy:3128");
  }

  @Test
  void namesWhatTheInstancesOfferTogether() {
    assertThat(
            parse(Map.of("RUNNER_TASK_TYPES", "[1x(transcription),1x(studio,encoding)]"), Map.of())
                .taskTypes())
        .containsExactly(ENCODING, STUDIO, TRANSCRIPTION);
  }

  private static RunnerConfig parse(Map<String, String> environment, Map<String, String> dotenv) {
    return RunnerConfigParser.parse(withToken(environment), dotenv).config();
  }

  private static List<String> problems(
      Map<String, String> environment, Map<String, String> dotenv) {
    InvalidConfigException refusal =
        catchThrowableOfType(
            InvalidConfigException.class,
            () -> RunnerConfigParser.parse(withToken(environment), dotenv));
    assertThat(refusal).as("was accepted").isNotNull();
    assertThat(refusal.getMessage()).doesNotContain("hush").doesNotContain(TOKEN);
    return refusal.problems();
  }

  private static Map<String, String> withToken(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("RUNNER_TOKEN", TOKEN);
    return all;
  }
}
