package io.mediarunner.core.config.parse;

import static io.mediarunner.core.config.parse.ValueForm.bool;
import static io.mediarunner.core.config.parse.ValueForm.csv;
import static io.mediarunner.core.config.parse.ValueForm.decimal;
import static io.mediarunner.core.config.parse.ValueForm.oneOf;
import static io.mediarunner.core.config.parse.ValueForm.path;
import static io.mediarunner.core.config.parse.ValueForm.secret;
import static io.mediarunner.core.config.parse.ValueForm.text;
import static io.mediarunner.core.config.parse.ValueForm.url;
import static io.mediarunner.core.config.parse.ValueForm.whole;

import java.util.List;

/**
 * Every setting of the runner, each constant named as the key itself. The parser, the search for
 * unknown keys, the example file and the operators' page all follow this one table.
 */
public enum ConfigKey {
  DEBUG(Section.RUNNER, bool(), "false", "", "Keeps more of what the media programs say."),
  RUNNER_PROTOCOL(
      Section.RUNNER,
      oneOf("http", "https"),
      "http",
      "",
      "Scheme of the address told to the Manager. The runner itself serves plain HTTP."),
  RUNNER_HOST(
      Section.RUNNER,
      text(),
      "localhost",
      "host name or IP address",
      "Host told to the Manager, and part of the runner's name there."),
  RUNNER_BIND_HOST(
      Section.RUNNER,
      text(),
      "localhost",
      "host name or IP address",
      "Address that the runner listens on. Follows RUNNER_HOST."),
  RUNNER_BASE_NAME(
      Section.RUNNER,
      text(),
      "default-runner",
      "",
      "First part of the runner's name at the Manager."),
  RUNNER_BASE_PORT(
      Section.RUNNER,
      whole(80, 65535),
      "8082",
      "TCP port",
      "Port of instance 0; each further instance takes the next one."),
  RUNNER_INSTANCES(
      Section.RUNNER,
      whole(1),
      "1",
      "instances",
      "How many equal instances to run. Ignored by the grouped form of RUNNER_TASK_TYPES."),
  RUNNER_TASK_TYPES(
      Section.RUNNER,
      text(),
      "encoding,studio",
      "",
      "What the instances offer: encoding,studio for all alike, or groups such as"
          + " [2x(encoding,studio),1x(transcription)]."),
  RUNNER_MONITORING(
      Section.RUNNER,
      bool(),
      "false",
      "",
      "Accepted without effect: all instances live in one process, which its service restarts."),
  SHUTDOWN_GRACE_SECONDS(
      Section.RUNNER,
      whole(0, 86_400),
      "0",
      "seconds",
      "How long running tasks may go on when the runner is told to end. The others begin again at"
          + " the next start."),
  RUNNER_INSTANCE_ID(
      Section.RUNNER,
      whole(0),
      "",
      "instance number from 0",
      "Runs this one of the configured instances only. Unset: all of them."),
  RUNNER_PORT(
      Section.RUNNER,
      whole(80, 65535),
      "",
      "TCP port",
      "Port of a single instance. Unset: RUNNER_BASE_PORT plus the instance number."),
  RUNNER_INSTANCE_URL(
      Section.RUNNER,
      url(),
      "",
      "",
      "Whole address told to the Manager for a single instance. Unset: made of protocol, host and"
          + " port."),

  MANAGER_URL(
      Section.MANAGER,
      url(),
      "http://127.0.0.1:8081",
      "",
      "Where the Manager is; may have a path in front."),
  MANAGER_COMPAT_VERSION(
      Section.MANAGER,
      text(),
      "auto",
      "auto, or a version such as 1.7.1",
      "Version announced to the Manager. auto: 1.7.1, or another known one that it asks for."),
  RUNNER_TOKEN(
      Section.MANAGER,
      secret(),
      "",
      "",
      "Secret shared with the Manager, in both directions. Must be set."),
  CORS_ALLOW_ORIGINS(
      Section.MANAGER, csv(), "*", "origins", "Web origins whose pages may call the API."),
  CORS_ALLOW_CREDENTIALS(
      Section.MANAGER,
      bool(),
      "false",
      "",
      "Lets such pages send cookies; needs named origins, not *."),
  CORS_ALLOW_METHODS(Section.MANAGER, csv(), "*", "HTTP methods", "Methods they may use."),
  CORS_ALLOW_HEADERS(Section.MANAGER, csv(), "*", "header names", "Headers they may send."),

  STORAGE_DIR(
      Section.STORAGE,
      path(),
      "/tmp/esup-runner",
      "folder",
      "Task folders and the journal. With shared storage: the Manager's RUNNERS_STORAGE_DIR."),
  RUNNER_TASK_STATUS_FILE(
      Section.STORAGE,
      path(),
      "/tmp/esup-runner/runner_task_statuses.json",
      "file",
      "Status file of an earlier runner, imported once. Follows STORAGE_DIR."),
  MAX_VIDEO_SIZE_GB(
      Section.STORAGE, whole(0), "0", "GiB", "Largest source that is downloaded. 0: no limit."),
  MAX_FILE_AGE_DAYS(
      Section.STORAGE,
      whole(0),
      "0",
      "days",
      "Age at which a finished task's folder is removed. 0: never."),
  CLEANUP_INTERVAL_HOURS(
      Section.STORAGE, whole(1), "24", "hours", "Time between two looks for old folders."),
  DISK_RESERVE_GB(
      Section.STORAGE,
      whole(0),
      "2",
      "GiB",
      "No task is taken while less than this is left in STORAGE_DIR beside what running tasks"
          + " need. 0: whatever is left."),
  LOG_DIR(
      Section.STORAGE,
      path(),
      "/var/log/esup-runner",
      "folder",
      "Log files. The older name serves where this one is unset.",
      "LOG_DIRECTORY"),
  CACHE_DIR(
      Section.STORAGE,
      path(),
      "/home/esup-runner/.cache/esup-runner",
      "folder",
      "Programs and models that can be fetched again."),
  WHISPER_MODELS_DIR(
      Section.STORAGE,
      path(),
      "/home/esup-runner/.cache/esup-runner/whisper-models",
      "folder",
      "Speech models. Follows CACHE_DIR."),
  HUGGINGFACE_MODELS_DIR(
      Section.STORAGE,
      path(),
      "/home/esup-runner/.cache/esup-runner/huggingface",
      "folder",
      "Translation models. Follows CACHE_DIR."),
  UV_CACHE_DIR(
      Section.STORAGE,
      path(),
      "/home/esup-runner/.cache/esup-runner/uv",
      "folder",
      "Only shown: the runner has no Python packages. Follows CACHE_DIR."),

  DOWNLOAD_ALLOWED_HOSTS(
      Section.DOWNLOAD,
      csv(),
      "",
      "host names",
      "Hosts to download from, with their subdomains. Empty: any."),
  DOWNLOAD_ALLOW_PRIVATE_NETWORKS(
      Section.DOWNLOAD,
      bool(),
      "true",
      "",
      "Whether private, loopback and link-local addresses may be reached."),
  MEDIA_CODEC_DENYLIST(
      Section.DOWNLOAD,
      csv(),
      "magicyuv",
      "codec names",
      "Sources in these codecs are refused. Empty: none."),
  EXTERNAL_SCRIPT_TIMEOUT_SECONDS(
      Section.DOWNLOAD, whole(1), "18000", "seconds", "Time that one media program may take."),

  COMPLETION_NOTIFY_MAX_RETRIES(
      Section.COMPLETION,
      whole(0),
      "5",
      "retries",
      "Quick retries of a report that the Manager did not take; slow ones follow for a day."),
  COMPLETION_NOTIFY_RETRY_DELAY_SECONDS(
      Section.COMPLETION, whole(0), "60", "seconds", "Wait before the first retry."),
  COMPLETION_NOTIFY_BACKOFF_FACTOR(
      Section.COMPLETION,
      decimal(1.0, Double.MAX_VALUE),
      "1.5",
      "factor",
      "By how much each further wait grows."),

  SMTP_SERVER(Section.MAIL, text(), "", "host name", "Mail server. Empty: no mail."),
  SMTP_PORT(Section.MAIL, whole(1, 65535), "25", "TCP port", "Its port."),
  SMTP_USE_TLS(Section.MAIL, bool(), "false", "", "Encrypts with STARTTLS."),
  SMTP_USERNAME(Section.MAIL, text(), "", "", "Login name; used only with a password."),
  SMTP_PASSWORD(Section.MAIL, secret(), "", "", "Login password."),
  SMTP_SENDER(
      Section.MAIL,
      text(),
      "",
      "mail address",
      "From whom. Empty: esup-runner at the domain of MANAGER_EMAIL."),
  MANAGER_EMAIL(
      Section.MAIL, text(), "", "mail address", "Who hears of failed tasks. Empty: nobody."),

  ENCODING_TYPE(
      Section.ENCODING,
      oneOf("CPU", "GPU"),
      "CPU",
      "",
      "GPU: use graphics hardware for what it does, see docs/gpu.md; any case is taken."),
  ENCODING_PRESET(
      Section.ENCODING,
      oneOf(
          "ultrafast",
          "superfast",
          "veryfast",
          "faster",
          "fast",
          "medium",
          "slow",
          "slower",
          "veryslow",
          "balanced"),
      "balanced",
      "",
      "x264 preset of encodings; balanced: the quality and size of slow for half its time."),
  ENCODING_RATE_CONTROL(
      Section.ENCODING,
      oneOf("abr", "capped-crf"),
      "abr",
      "",
      "abr: the rates of the renditions on average; capped-crf: constant quality up to them."),
  ENCODING_CRF(
      Section.ENCODING,
      whole(18, 30),
      "25",
      "CRF",
      "Quality with ENCODING_RATE_CONTROL=capped-crf: lower is better and larger."),
  ENCODING_HLS_SEGMENTS(
      Section.ENCODING,
      oneOf("ts", "fmp4"),
      "ts",
      "",
      "ts: transport streams, as today's platform needs; fmp4: CMAF and a DASH manifest."),
  ENCODING_HLS_SEGMENT_SECONDS(
      Section.ENCODING,
      oneOf("2", "4", "6"),
      "2",
      "seconds",
      "Length of HLS segments: longer ones are fewer requests. There is a key frame every 2 s anyhow."),
  ENCODING_DRESSING_FAILURE(
      Section.ENCODING,
      oneOf("warn", "fail"),
      "warn",
      "",
      "What a logo or credits that cannot be had do to an encoding: come as a warning, or fail it."),
  GPU_HWACCEL_DEVICE(Section.ENCODING, whole(0), "0", "device number from 0", "Device to use."),
  GPU_CUDA_VISIBLE_DEVICES(
      Section.ENCODING,
      csv(),
      "0,1",
      "device numbers",
      "Devices that the instances are spread over. Empty: no binding."),
  GPU_CUDA_DEVICE_ORDER(
      Section.ENCODING, text(), "PCI_BUS_ID", "", "How CUDA numbers the devices."),
  GPU_CUDA_PATH(
      Section.ENCODING,
      path(),
      "/usr/local/cuda-13.2",
      "folder",
      "CUDA installation; must exist with ENCODING_TYPE=GPU."),
  STUDIO_DEFAULT_CRF(
      Section.ENCODING,
      whole(0, 51),
      "23",
      "CRF",
      "Quality of studio videos where the task names none: lower is better and larger."),
  STUDIO_DEFAULT_PRESET(
      Section.ENCODING,
      oneOf(
          "ultrafast",
          "superfast",
          "veryfast",
          "faster",
          "fast",
          "medium",
          "slow",
          "slower",
          "veryslow"),
      "medium",
      "",
      "x264 preset of studio videos where the task names none."),
  STUDIO_DEFAULT_AUDIO_BITRATE(
      Section.ENCODING,
      text(),
      "128k",
      "bit/s, with k or M",
      "Sound rate of studio videos where the task names none."),
  STUDIO_STRICT_CUT(
      Section.ENCODING,
      bool(),
      "false",
      "",
      "Whether a studio task fails when its cutting list cannot be had or read; otherwise it shows all."),
  STUDIO_SOUND(
      Section.ENCODING,
      oneOf("one", "mix"),
      "one",
      "",
      "Sound where both recordings have some: one of them, the presentation first, or both mixed."),

  WHISPER_MODEL(
      Section.TRANSCRIPTION,
      text(),
      "small",
      "tiny, base, small, medium, large, turbo",
      "Speech model where the task names none."),
  WHISPER_LANGUAGE(
      Section.TRANSCRIPTION,
      text(),
      "auto",
      "auto, or a code such as fr",
      "Subtitle language where the task names none."),
  WHISPER_CHUNK_THRESHOLD_SECONDS(
      Section.TRANSCRIPTION,
      whole(1),
      "800",
      "seconds",
      "Longer sound is taken in pieces. 1800 with ENCODING_TYPE=GPU."),
  WHISPER_VAD_FILTER(Section.TRANSCRIPTION, bool(), "true", "", "Leaves out what is not speech."),
  TRANSCRIPTION_NORMALIZE_TARGET_LEVEL(
      Section.TRANSCRIPTION,
      decimal(-70, 0),
      "-23",
      "LUFS",
      "Loudness to which a task may ask its sound to be brought."),
  WHISPER_ENGINE(
      Section.TRANSCRIPTION,
      oneOf("auto", "whisper-server", "whisper-cli", "ffmpeg"),
      "auto",
      "",
      "Program or service that writes speech down; auto takes the best that works."),
  WHISPER_CLI_PATH(
      Section.TRANSCRIPTION,
      path(),
      "",
      "file",
      "whisper-cli of whisper.cpp. Empty: search; bin/install-whisper builds one."),
  WHISPER_FFMPEG_PATH(
      Section.TRANSCRIPTION,
      path(),
      "",
      "file",
      "An ffmpeg with the filter whisper. Empty: the one that encodes."),
  WHISPER_SERVER_URL(
      Section.TRANSCRIPTION,
      url(),
      "",
      "address",
      "A speech service: whisper-server's /inference, or any /v1/audio/transcriptions."),
  WHISPER_SERVER_KEY(Section.TRANSCRIPTION, secret(), "", "", "Bearer token for that service."),
  TRANSCRIPTION_REQUIRE_MODEL(
      Section.TRANSCRIPTION,
      bool(),
      "true",
      "",
      "Whether transcription is not offered while its engine or WHISPER_MODEL is missing."),
  TRANSCRIPTION_VOCABULARY(
      Section.TRANSCRIPTION,
      text(),
      "",
      "words, comma separated",
      "Names and terms that are often said here; helps the engine to spell them."),
  TRANSLATION_COMMAND(
      Section.TRANSCRIPTION,
      path(),
      "",
      "file",
      "Program that translates subtitles: docs/transcription.md says how it is called."),
  TRANSLATION_URL(
      Section.TRANSCRIPTION,
      url(),
      "",
      "address",
      "A translation service with LibreTranslate's interface, such as http://host:5000/translate."),
  TRANSLATION_KEY(Section.TRANSCRIPTION, secret(), "", "", "API key for that service."),
  TRANSLATION_BY_ENGINE(
      Section.TRANSCRIPTION,
      bool(),
      "true",
      "",
      "Whether the speech engine translates into English where nothing better is set."),
  WHISPER_MODELS_URL(
      Section.TRANSCRIPTION,
      url(),
      "https://huggingface.co/ggerganov/whisper.cpp/resolve/main",
      "address",
      "Where bin/runner models pull fetches speech models."),
  HF_TOKEN(
      Section.TRANSCRIPTION,
      secret(),
      "",
      "",
      "Token for model downloads.",
      "HUGGINGFACE_HUB_TOKEN"),

  RUNNER_DASHBOARD_HOST(
      Section.DASHBOARD,
      text(),
      "127.0.0.1",
      "host name or IP address",
      "Address that the dashboard and the metrics are served on."),
  RUNNER_DASHBOARD_PORT(
      Section.DASHBOARD, whole(0, 65535), "8090", "TCP port", "Their port. 0: neither is served."),
  DASHBOARD_TOKEN(
      Section.DASHBOARD,
      secret(),
      "",
      "",
      "Secret for the login, 12 characters at least. Unset: made at the first start, shown once and"
          + " kept in STORAGE_DIR/dashboard.token."),

  LOG_LEVEL(
      Section.LOGGING,
      oneOf("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
      "INFO",
      "",
      "Least weight that is logged; any case is taken."),
  LOG_FORMAT(
      Section.LOGGING,
      oneOf("text", "json"),
      "text",
      "",
      "json: each line of the log is a JSON object, for machines."),
  NO_COLOR(Section.LOGGING, text(), "", "", "Any value: reports without colour."),
  FFMPEG_PATH(
      Section.LOGGING, path(), "", "file", "ffmpeg to use. Empty: search, else the embedded one."),
  FFPROBE_PATH(
      Section.LOGGING, path(), "", "file", "ffprobe to use. Empty: the one beside ffmpeg."),
  TOOL_NICE(
      Section.LOGGING,
      whole(0, 19),
      "10",
      "niceness",
      "How far media programs stand back, so that the runner keeps answering."),
  TOOL_STALL_SECONDS(
      Section.LOGGING,
      whole(1),
      "120",
      "seconds",
      "An encode that shows no sign of life for so long is ended."),

  HTTP_PROXY(Section.NETWORK, secret(), "", "proxy address", "For http addresses.", "http_proxy"),
  HTTPS_PROXY(
      Section.NETWORK, secret(), "", "proxy address", "For https addresses.", "https_proxy"),
  ALL_PROXY(Section.NETWORK, secret(), "", "proxy address", "For both, where unset.", "all_proxy"),
  NO_PROXY(Section.NETWORK, csv(), "", "host names", "Hosts reached without a proxy.", "no_proxy"),
  SSL_CERT_FILE(
      Section.NETWORK,
      path(),
      "",
      "PEM file",
      "Authorities to trust instead of the built-in ones.",
      "REQUESTS_CA_BUNDLE",
      "CURL_CA_BUNDLE"),
  SSL_CERT_DIR(Section.NETWORK, path(), "", "folder of PEM files", "The same, as a folder.");

  /** Groups of keys, in the order of the example file. */
  public enum Section {
    RUNNER("Runner and instances"),
    MANAGER("Manager, token, CORS"),
    STORAGE("Storage and files"),
    DOWNLOAD("Downloads and media safety"),
    COMPLETION("Completion reports"),
    MAIL("Mail"),
    ENCODING("Encoding, GPU, studio"),
    TRANSCRIPTION("Transcription"),
    DASHBOARD("Dashboard and metrics"),
    LOGGING("Logging and tools"),
    NETWORK("Proxies and certificates");

    private final String title;

    Section(String title) {
      this.title = title;
    }

    /** The heading of the group. */
    public String title() {
      return title;
    }
  }

  private final Section section;
  private final ValueForm form;
  private final String defaultValue;
  private final String unit;
  private final String help;
  private final List<String> aliases;

  ConfigKey(
      Section section,
      ValueForm form,
      String defaultValue,
      String unit,
      String help,
      String... aliases) {
    this.section = section;
    this.form = form;
    this.defaultValue = defaultValue;
    this.unit = unit;
    this.help = help;
    this.aliases = List.of(aliases);
  }

  /** The group it is shown in. */
  public Section section() {
    return section;
  }

  /** What its value may look like. */
  public ValueForm form() {
    return form;
  }

  /** What holds when nothing at all is set; empty where that is "unset". */
  public String defaultValue() {
    return defaultValue;
  }

  /** What the value counts or names; empty where the form says it all. */
  public String unit() {
    return unit;
  }

  /** One or two sentences for an operator. */
  public String help() {
    return help;
  }

  /** Other names, in order; the first name that is set counts, whichever source it comes from. */
  public List<String> aliases() {
    return aliases;
  }

  /** Whether its value must never be shown. */
  public boolean isSecret() {
    return form.type() == ValueForm.Type.SECRET;
  }
}
