package io.mediarunner.core.config.parse;

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
import io.mediarunner.core.config.StorageConfig;
import io.mediarunner.core.config.StudioConfig;
import io.mediarunner.core.config.TlsConfig;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.config.TranscriptionConfig;
import io.mediarunner.core.config.TranslationConfig;
import io.mediarunner.core.config.admission.AdmissionConfig;
import io.mediarunner.core.config.cluster.ClusterConfig;
import io.mediarunner.core.config.parse.ConfigProblems.Check;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns texts into a {@link RunnerConfig}, one method per part; used for one parse. */
public final class RunnerConfigParser {
  private static final Set<String> EXAMPLE_TOKENS =
      Set.of("default-runner-token", "CHANGE_ME_RUNNERS_TOKEN", "change-me-runner-token");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,4}\\.[0-9]{1,4}(\\.[0-9]{1,4})?");
  private static final Pattern UMASK = Pattern.compile("0?[0-7]{3}");
  private static final Pattern BIT_RATE = Pattern.compile("[1-9][0-9]*(\\.[0-9]+)?[kKmM]?");
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final int GPU_CHUNK_SECONDS = 1800;

  private final Map<String, String> environment;
  private final Map<String, String> dotenv;
  private final ConfigProblems problems = new ConfigProblems();
  private final Settings settings;

  /**
   * Reads all settings, the environment over the file over the defaults. Looks at the file system
   * only for the CUDA folder, and only if a GPU is requested.
   *
   * @param environment the variables of the process
   * @param dotenv the keys of the {@code .env} file
   * @throws InvalidConfigException if anything is missing, malformed, out of range or misspelt;
   *     lists all of it
   */
  public static RunnerConfig.Parsed parse(
      Map<String, String> environment, Map<String, String> dotenv) {
    return new RunnerConfigParser(environment, dotenv).parse();
  }

  private RunnerConfigParser(Map<String, String> environment, Map<String, String> dotenv) {
    this.environment = environment;
    this.dotenv = dotenv;
    this.settings = new Settings(environment, dotenv, problems);
  }

  private RunnerConfig.Parsed parse() {
    boolean debug = settings.bool(ConfigKey.DEBUG);
    List<InstanceConfig> instances = new InstancesParser(settings, problems).parse();
    settings.bool(ConfigKey.RUNNER_MONITORING); // no effect, but still validated
    AdmissionConfig admission = admission();
    ManagerConfig manager = manager();
    CorsConfig cors = cors();
    StorageConfig storage = storage();
    DownloadConfig downloads = downloads();
    ToolConfig tools = tools();
    SandboxConfig sandbox = sandbox();
    CompletionConfig completion = completion();
    MailConfig mail = mail();
    EncodingConfig encoding = encoding();
    StudioConfig studio = studio();
    TranscriptionConfig transcription = transcription(encoding.gpu());
    DashboardConfig dashboard = dashboard();
    StandaloneConfig standalone =
        new StandaloneParser(settings, problems).parse(manager.acceptedTokens());
    ClusterConfig cluster = new ClusterParser(settings, problems).parse();
    Optional<TlsConfig> tls = tls();
    LogConfig log = log(storage.logDir());
    ProxyConfig proxy = proxy();
    services(transcription, instances, dashboard, manager.url());
    unknownKeys();
    if (!problems.problems().isEmpty()) {
      throw new InvalidConfigException(problems.problems(), problems.warnings());
    }
    return new RunnerConfig.Parsed(
        new RunnerConfig(
            instances,
            admission,
            manager,
            storage,
            downloads,
            completion,
            tools,
            sandbox,
            encoding,
            studio,
            transcription,
            mail,
            cors,
            proxy,
            dashboard,
            standalone,
            cluster,
            settings.optionalSecret(ConfigKey.RUNNER_CLUSTER_SECRET),
            tls,
            log,
            Duration.ofSeconds(settings.whole(ConfigKey.SHUTDOWN_GRACE_SECONDS)),
            debug,
            given()),
        problems.warnings());
  }

  private Map<String, String> given() {
    Map<String, String> given = new HashMap<>();
    for (ConfigKey key : ConfigKey.values()) {
      if (!key.isSecret()) {
        settings
            .optionalText(key)
            .filter(text -> !text.equals(key.defaultValue()))
            .ifPresent(text -> given.put(key.name(), text));
      }
    }
    return given;
  }

  private AdmissionConfig admission() {
    String mode =
        settings.choice(
            ConfigKey.ADMISSION_BY_RESOURCES,
            Check.CHOICES,
            settings.text(ConfigKey.ADMISSION_BY_RESOURCES).strip().toLowerCase(Locale.ROOT),
            "ADMISSION_BY_RESOURCES must be 'auto', 'on' or 'off'");
    return new AdmissionConfig(
        AdmissionConfig.Mode.valueOf(mode.toUpperCase(Locale.ROOT)),
        settings.whole(ConfigKey.TASK_MEMORY_MB) * MIB,
        settings.whole(ConfigKey.TASK_GPU_MEMORY_MB) * MIB);
  }

  private ManagerConfig manager() {
    String address = settings.text(ConfigKey.MANAGER_URL);
    Optional<URI> url = Optional.empty();
    if (address.isBlank()) {
      problems.add(Check.NAMES, "MANAGER_URL must not be empty");
    } else {
      url = settings.url(ConfigKey.MANAGER_URL, address);
    }
    String token = settings.text(ConfigKey.RUNNER_TOKEN);
    if (token.isBlank() || EXAMPLE_TOKENS.contains(token.strip())) {
      problems.add(Check.TOKEN, "RUNNER_TOKEN must be set to a secure value");
    } else {
      carried(ConfigKey.RUNNER_TOKEN, token).ifPresent(p -> problems.add(Check.TOKEN, p));
    }
    Optional<Secret> previous = settings.optionalSecret(ConfigKey.RUNNER_TOKEN_PREVIOUS);
    Optional<String> notCarried =
        previous.flatMap(p -> carried(ConfigKey.RUNNER_TOKEN_PREVIOUS, p.value()));
    if (notCarried.isPresent()) {
      problems.add(Check.TOKEN, notCarried.get());
    } else if (previous.filter(p -> p.value().equals(token)).isPresent()) {
      problems.warn("RUNNER_TOKEN_PREVIOUS is the same as RUNNER_TOKEN: it has no effect");
    } else if (previous.isPresent()) {
      problems.warn(
          "RUNNER_TOKEN_PREVIOUS is accepted as well: remove it once everybody uses RUNNER_TOKEN");
    }
    warnIfShort(ConfigKey.RUNNER_TOKEN, Optional.of(new Secret(token)));
    warnIfShort(ConfigKey.RUNNER_TOKEN_PREVIOUS, previous);
    String version = settings.text(ConfigKey.MANAGER_COMPAT_VERSION).strip();
    boolean auto = version.equalsIgnoreCase("auto");
    if (!auto && !VERSION.matcher(version).matches()) {
      problems.add(
          Check.CHOICES, "MANAGER_COMPAT_VERSION must be 'auto' or a version such as 1.7.1");
    }
    return new ManagerConfig(
        url.orElseGet(() -> URI.create(ConfigKey.MANAGER_URL.defaultValue())),
        new Secret(token),
        Optional.of(version).filter(v -> !auto),
        previous);
  }

  /** Why HTTP cannot carry a token (RFC 9110, section 5.5); empty if it can. */
  private static Optional<String> carried(ConfigKey key, String token) {
    if (CONTROL.matcher(token).find()) {
      return Optional.of(key.name() + " must not contain line breaks or control characters");
    }
    if (token.chars().anyMatch(c -> c > '~')) {
      return Optional.of(
          key.name() + " must have only ASCII letters, digits and signs: HTTP carries no others");
    }
    return token.equals(token.strip())
        ? Optional.empty()
        : Optional.of(key.name() + " must not begin or end with a blank: HTTP drops it");
  }

  private void warnIfShort(ConfigKey key, Optional<Secret> token) {
    boolean guessable =
        token
            .map(Secret::value)
            .filter(value -> !value.isBlank() && value.length() < ManagerConfig.MIN_TOKEN_CHARS)
            .isPresent();
    if (guessable) {
      problems.warn(
          String.format(
              Locale.ROOT,
              "%s has fewer than %d characters and could be guessed; openssl rand -hex 32 makes a"
                  + " good one",
              key.name(),
              ManagerConfig.MIN_TOKEN_CHARS));
    }
  }

  private CorsConfig cors() {
    List<String> origins = anyWhereEmpty(ConfigKey.CORS_ALLOW_ORIGINS);
    boolean credentials = settings.bool(ConfigKey.CORS_ALLOW_CREDENTIALS);
    if (credentials && origins.contains("*")) {
      problems.add(
          Check.CORS,
          "Invalid CORS configuration: CORS_ALLOW_CREDENTIALS=true is not compatible with"
              + " CORS_ALLOW_ORIGINS=*");
    }
    return new CorsConfig(
        origins,
        credentials,
        anyWhereEmpty(ConfigKey.CORS_ALLOW_METHODS),
        anyWhereEmpty(ConfigKey.CORS_ALLOW_HEADERS));
  }

  private List<String> anyWhereEmpty(ConfigKey key) {
    List<String> items = settings.csv(key);
    return items.isEmpty() ? List.of("*") : items;
  }

  private StorageConfig storage() {
    Path storageDir = required(ConfigKey.STORAGE_DIR);
    Duration maxFileAge = Duration.ofDays(settings.whole(ConfigKey.MAX_FILE_AGE_DAYS));
    Duration cleanup = Duration.ofHours(settings.whole(ConfigKey.CLEANUP_INTERVAL_HOURS));
    long reserve = settings.whole(ConfigKey.DISK_RESERVE_GB) * GIB;
    Path logDir = required(ConfigKey.LOG_DIR);
    Path cacheDir = required(ConfigKey.CACHE_DIR);
    StorageConfig storage =
        new StorageConfig(
            storageDir,
            settings
                .given(ConfigKey.RUNNER_TASK_STATUS_FILE)
                .flatMap(unused -> settings.optionalPath(ConfigKey.RUNNER_TASK_STATUS_FILE))
                .orElseGet(() -> storageDir.resolve("runner_task_statuses.json")),
            maxFileAge,
            cleanup,
            reserve,
            logDir,
            cacheDir,
            settings.path(ConfigKey.WHISPER_MODELS_DIR, cacheDir.resolve("whisper-models")),
            settings.path(ConfigKey.HUGGINGFACE_MODELS_DIR, cacheDir.resolve("huggingface")),
            settings.path(ConfigKey.UV_CACHE_DIR, cacheDir.resolve("uv")),
            umask());
    storage
        .otherFolders()
        .forEach(
            (key, folder) -> {
              boolean follows = !key.equals("CACHE_DIR") && folder.startsWith(cacheDir);
              if (folder.startsWith(storageDir) && !follows) {
                problems.warn(
                    String.format(
                        Locale.ROOT,
                        "%s lies inside STORAGE_DIR (%s): cleanup spares it; better keep it elsewhere",
                        key,
                        folder));
              }
            });
    return storage;
  }

  private int umask() {
    String text = settings.text(ConfigKey.STORAGE_UMASK).strip();
    if (!UMASK.matcher(text).matches()) {
      problems.add(
          Check.FORM, "STORAGE_UMASK must be an octal number such as 027, got '" + text + "'");
      return StorageConfig.DEFAULT_UMASK;
    }
    return Integer.parseInt(text, 8);
  }

  private Optional<TlsConfig> tls() {
    Optional<Path> certificate = settings.optionalPath(ConfigKey.TLS_CERT_FILE);
    Optional<Path> key = settings.optionalPath(ConfigKey.TLS_KEY_FILE);
    if (certificate.isPresent() != key.isPresent()) {
      problems.add(Check.NAMES, "TLS_CERT_FILE and TLS_KEY_FILE must be set together");
    }
    return certificate.flatMap(cert -> key.map(own -> new TlsConfig(cert, own)));
  }

  private Path required(ConfigKey key) {
    return settings.path(key, Path.of(key.defaultValue()).toAbsolutePath());
  }

  private DownloadConfig downloads() {
    return new DownloadConfig(
        settings.csv(ConfigKey.DOWNLOAD_ALLOWED_HOSTS).stream()
            .map(host -> host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", ""))
            .filter(Predicate.not(String::isEmpty))
            .toList(),
        settings.bool(ConfigKey.DOWNLOAD_ALLOW_PRIVATE_NETWORKS),
        settings.whole(ConfigKey.MAX_VIDEO_SIZE_GB) * GIB,
        settings.csv(ConfigKey.MEDIA_CODEC_DENYLIST).stream()
            .map(codec -> codec.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet()),
        Duration.ofSeconds(settings.whole(ConfigKey.DOWNLOAD_MAX_SECONDS)));
  }

  private ToolConfig tools() {
    return new ToolConfig(
        settings.optionalPath(ConfigKey.FFMPEG_PATH),
        settings.optionalPath(ConfigKey.FFPROBE_PATH),
        Duration.ofSeconds(settings.whole(ConfigKey.EXTERNAL_SCRIPT_TIMEOUT_SECONDS)),
        settings.whole(ConfigKey.TOOL_NICE),
        Duration.ofSeconds(settings.whole(ConfigKey.TOOL_STALL_SECONDS)));
  }

  private SandboxConfig sandbox() {
    return new SandboxConfig(
        SandboxConfig.Mode.valueOf(oneOf(ConfigKey.SANDBOX).toUpperCase(Locale.ROOT)),
        settings.csv(ConfigKey.SANDBOX_READABLE).stream()
            .map(folder -> Path.of(folder).toAbsolutePath())
            .toList(),
        settings.whole(ConfigKey.TOOL_MEMORY_GB) * GIB,
        settings.whole(ConfigKey.TOOL_FILE_GB) * GIB,
        Duration.ofSeconds(settings.whole(ConfigKey.TOOL_CPU_SECONDS)),
        settings.whole(ConfigKey.TOOL_PROCESSES));
  }

  private CompletionConfig completion() {
    return new CompletionConfig(
        settings.whole(ConfigKey.COMPLETION_NOTIFY_MAX_RETRIES),
        Duration.ofSeconds(settings.whole(ConfigKey.COMPLETION_NOTIFY_RETRY_DELAY_SECONDS)),
        settings.decimal(ConfigKey.COMPLETION_NOTIFY_BACKOFF_FACTOR));
  }

  private MailConfig mail() {
    Optional<String> recipient = settings.optionalText(ConfigKey.MANAGER_EMAIL);
    String domain =
        recipient
            .filter(address -> address.contains("@") && !address.endsWith("@"))
            .map(address -> address.substring(address.lastIndexOf('@') + 1))
            .orElseGet(() -> settings.text(ConfigKey.RUNNER_HOST));
    return new MailConfig(
        settings.optionalText(ConfigKey.SMTP_SERVER),
        settings.whole(ConfigKey.SMTP_PORT),
        settings.bool(ConfigKey.SMTP_USE_TLS),
        settings.optionalText(ConfigKey.SMTP_USERNAME),
        settings.optionalSecret(ConfigKey.SMTP_PASSWORD),
        settings.optionalText(ConfigKey.SMTP_SENDER).orElse("esup-runner@" + domain),
        recipient);
  }

  private EncodingConfig encoding() {
    String type =
        settings.choice(
            ConfigKey.ENCODING_TYPE,
            Check.CHOICES,
            settings.text(ConfigKey.ENCODING_TYPE).strip().toUpperCase(Locale.ROOT),
            "ENCODING_TYPE must be either 'CPU' or 'GPU'");
    boolean gpu = type.equals("GPU");
    Path cudaPath = required(ConfigKey.GPU_CUDA_PATH);
    if (gpu && !Files.exists(cudaPath)) {
      problems.add(Check.GPU_PATH, "WARNING: CUDA directory not found at: " + cudaPath);
    }
    boolean fmp4 = oneOf(ConfigKey.ENCODING_HLS_SEGMENTS).equals("fmp4");
    if (fmp4 && settings.given(ConfigKey.MANAGER_URL).isPresent()) {
      problems.warn(
          "ENCODING_HLS_SEGMENTS=fmp4: Esup-Pod imports only the MP4 files of such results, without"
              + " saying so; set ENCODING_HLS_SEGMENTS=ts unless your platform plays master.m3u8");
    }
    return new EncodingConfig(
        gpu,
        preset(ConfigKey.ENCODING_PRESET, Check.CHOICES),
        oneOf(ConfigKey.ENCODING_RATE_CONTROL).equals("capped-crf")
            ? OptionalInt.of(settings.whole(ConfigKey.ENCODING_CRF))
            : OptionalInt.empty(),
        fmp4,
        Integer.parseInt(oneOf(ConfigKey.ENCODING_HLS_SEGMENT_SECONDS)),
        LadderMode.valueOf(oneOf(ConfigKey.ENCODING_LADDER).toUpperCase(Locale.ROOT)),
        oneOf(ConfigKey.ENCODING_DRESSING_FAILURE).equals("fail"),
        settings.whole(ConfigKey.GPU_HWACCEL_DEVICE),
        settings.csv(ConfigKey.GPU_CUDA_VISIBLE_DEVICES),
        settings.text(ConfigKey.GPU_CUDA_DEVICE_ORDER),
        cudaPath);
  }

  private String oneOf(ConfigKey key) {
    return preset(key, Check.CHOICES);
  }

  private String preset(ConfigKey key, Check check) {
    return settings.choice(
        key,
        check,
        settings.text(key),
        key.name() + " must be one of: " + String.join(", ", key.form().choices()));
  }

  private StudioConfig studio() {
    String rate = settings.text(ConfigKey.STUDIO_DEFAULT_AUDIO_BITRATE);
    if (!BIT_RATE.matcher(rate).matches()) {
      problems.add(
          Check.STUDIO,
          "STUDIO_DEFAULT_AUDIO_BITRATE must be a bit rate such as 128k, got '" + rate + "'");
    }
    return new StudioConfig(
        settings.whole(ConfigKey.STUDIO_DEFAULT_CRF, Check.STUDIO),
        preset(ConfigKey.STUDIO_DEFAULT_PRESET, Check.STUDIO),
        rate,
        settings.bool(ConfigKey.STUDIO_STRICT_CUT),
        oneOf(ConfigKey.STUDIO_SOUND).equals("mix"));
  }

  private TranscriptionConfig transcription(boolean gpu) {
    int fallback = Integer.parseInt(ConfigKey.WHISPER_CHUNK_THRESHOLD_SECONDS.defaultValue());
    OptionalInt threshold =
        settings.given(ConfigKey.WHISPER_CHUNK_THRESHOLD_SECONDS).isPresent()
            ? settings.optionalWhole(ConfigKey.WHISPER_CHUNK_THRESHOLD_SECONDS, Check.FORM)
            : OptionalInt.of(gpu ? GPU_CHUNK_SECONDS : fallback);
    return new TranscriptionConfig(
        settings
            .optionalText(ConfigKey.WHISPER_MODEL)
            .orElse(ConfigKey.WHISPER_MODEL.defaultValue())
            .toLowerCase(Locale.ROOT),
        settings
            .optionalText(ConfigKey.WHISPER_LANGUAGE)
            .orElse(ConfigKey.WHISPER_LANGUAGE.defaultValue()),
        Duration.ofSeconds(threshold.orElse(fallback)),
        settings.bool(ConfigKey.WHISPER_VAD_FILTER),
        settings.decimal(ConfigKey.TRANSCRIPTION_NORMALIZE_TARGET_LEVEL),
        oneOf(ConfigKey.WHISPER_ENGINE),
        settings.optionalPath(ConfigKey.WHISPER_CLI_PATH),
        settings.optionalPath(ConfigKey.WHISPER_FFMPEG_PATH),
        optionalUrl(ConfigKey.WHISPER_SERVER_URL),
        settings.optionalSecret(ConfigKey.WHISPER_SERVER_KEY),
        settings.bool(ConfigKey.TRANSCRIPTION_REQUIRE_MODEL),
        settings.text(ConfigKey.TRANSCRIPTION_VOCABULARY).strip(),
        settings.bool(ConfigKey.TRANSCRIPTION_CHAPTERS),
        new TranslationConfig(
            settings.optionalPath(ConfigKey.TRANSLATION_COMMAND),
            optionalUrl(ConfigKey.TRANSLATION_URL),
            settings.optionalSecret(ConfigKey.TRANSLATION_KEY),
            settings.bool(ConfigKey.TRANSLATION_BY_ENGINE),
            oneOf(ConfigKey.TRANSCRIPTION_UNTRANSLATED).equals("publish")),
        optionalUrl(ConfigKey.WHISPER_MODELS_URL)
            .orElse(URI.create(ConfigKey.WHISPER_MODELS_URL.defaultValue())),
        settings.optionalSecret(ConfigKey.HF_TOKEN));
  }

  private Optional<URI> optionalUrl(ConfigKey key) {
    return settings.optionalText(key).flatMap(text -> settings.url(key, text));
  }

  private DashboardConfig dashboard() {
    String host = settings.text(ConfigKey.RUNNER_DASHBOARD_HOST).strip();
    if (host.isEmpty() || host.contains("/") || host.chars().anyMatch(Character::isWhitespace)) {
      problems.add(Check.NAMES, "RUNNER_DASHBOARD_HOST must contain a hostname or IP address only");
    }
    Optional<Secret> token = settings.optionalSecret(ConfigKey.DASHBOARD_TOKEN);
    if (token.filter(t -> CONTROL.matcher(t.value()).find()).isPresent()) {
      problems.add(
          Check.TOKEN, "DASHBOARD_TOKEN must not contain line breaks or control characters");
    } else if (token
        .filter(t -> t.value().length() < DashboardConfig.MIN_TOKEN_CHARS)
        .isPresent()) {
      problems.add(
          Check.TOKEN,
          "DASHBOARD_TOKEN must have " + DashboardConfig.MIN_TOKEN_CHARS + " characters or more");
    }
    return new DashboardConfig(host, settings.whole(ConfigKey.RUNNER_DASHBOARD_PORT), token);
  }

  private LogConfig log(Path logDir) {
    String level =
        settings.choice(
            ConfigKey.LOG_LEVEL,
            Check.CHOICES,
            settings.text(ConfigKey.LOG_LEVEL).strip().toUpperCase(Locale.ROOT),
            ConfigKey.LOG_LEVEL.form().choices().stream()
                .sorted()
                .collect(Collectors.joining(", ", "LOG_LEVEL must be one of: ", "")));
    return new LogConfig(
        LogLevel.valueOf(level),
        logDir,
        oneOf(ConfigKey.LOG_FORMAT).equals("json"),
        settings.text(ConfigKey.NO_COLOR).isEmpty(),
        optionalUrl(ConfigKey.OTEL_EXPORTER_OTLP_ENDPOINT));
  }

  private ProxyConfig proxy() {
    Optional<Secret> everything = settings.optionalSecret(ConfigKey.ALL_PROXY);
    Optional<ProxyServer> all = everything.flatMap(ProxyServer::parse);
    if (everything.isPresent() && all.isEmpty()) {
      problems.warn(
          "ALL_PROXY is ignored: only HTTP proxies are supported, such as http://proxy:3128");
    }
    return new ProxyConfig(
        proxy(ConfigKey.HTTP_PROXY).or(() -> all),
        proxy(ConfigKey.HTTPS_PROXY).or(() -> all),
        settings.csv(ConfigKey.NO_PROXY).stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .toList(),
        settings.optionalPath(ConfigKey.SSL_CERT_FILE),
        settings.optionalPath(ConfigKey.SSL_CERT_DIR));
  }

  private Optional<ProxyServer> proxy(ConfigKey key) {
    Optional<Secret> address = settings.optionalSecret(key);
    Optional<ProxyServer> server = address.flatMap(ProxyServer::parse);
    if (address.isPresent() && server.isEmpty()) {
      problems.add(
          Check.NAMES,
          key.name() + " must be the address of an HTTP proxy, such as http://proxy:3128");
    }
    return server;
  }

  /** A service that is the runner or the Manager would be shown a key that is not its own. */
  private void services(
      TranscriptionConfig transcription,
      List<InstanceConfig> instances,
      DashboardConfig dashboard,
      URI manager) {
    Set<Integer> ownPorts =
        Stream.concat(instances.stream().map(InstanceConfig::port), Stream.of(dashboard.port()))
            .collect(Collectors.toSet());
    Set<String> ownHosts =
        Stream.concat(
                Stream.of("localhost", "127.0.0.1", "[::1]", "0.0.0.0", "[::]"),
                instances.stream().map(i -> String.valueOf(i.advertisedUrl().getHost())))
            .collect(Collectors.toSet());
    Map.of(
            ConfigKey.WHISPER_SERVER_URL, transcription.server(),
            ConfigKey.TRANSLATION_URL, transcription.translation().service())
        .forEach(
            (key, url) -> {
              boolean own =
                  url.filter(u -> ownPorts.contains(port(u)) && ownHosts.contains(u.getHost()))
                      .isPresent();
              boolean managers =
                  url.filter(u -> port(u) == port(manager) && u.getHost().equals(manager.getHost()))
                      .isPresent();
              if (own || (managers && manager.getPath().isEmpty())) {
                problems.add(
                    Check.NAMES,
                    key.name()
                        + " must not be the address of "
                        + (own ? "this runner" : "the Manager"));
              }
            });
  }

  private static int port(URI url) {
    return url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
  }

  private void unknownKeys() {
    UnknownKeys.problems(dotenv.keySet())
        .forEach(problem -> problems.add(Check.UNKNOWN_KEYS, problem));
    UnknownKeys.strangers(dotenv.keySet()).forEach(problems::warn);
    UnknownKeys.suspects(environment.keySet()).forEach(problems::warn);
  }
}
