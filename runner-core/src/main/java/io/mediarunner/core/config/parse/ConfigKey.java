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

import io.mediarunner.core.config.EncodingConfig;
import java.util.List;

/**
 * Every setting of the runner, each constant named as the key itself. The parser, the search for
 * unknown keys, the example file and the documentation all follow this one table.
 */
public enum ConfigKey {
  DEBUG(Section.RUNNER, bool(), "false", "", "Accepted but has no effect."),
  RUNNER_PROTOCOL(
      Section.RUNNER,
      oneOf("http", "https"),
      "http",
      "",
      "Scheme of the URL announced to the Manager. https is the default with TLS_CERT_FILE; without"
          + " it, https means that a proxy in front of the runner speaks it."),
  RUNNER_HOST(
      Section.RUNNER,
      text(),
      "localhost",
      "host name or IP address",
      "Host announced to the Manager, and part of the runner's name there."),
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
      "Port of instance 0; each further instance takes the next port."),
  RUNNER_INSTANCES(
      Section.RUNNER,
      whole(1),
      "1",
      "instances",
      "Number of identical instances. Ignored if RUNNER_TASK_TYPES uses groups."),
  RUNNER_TASK_TYPES(
      Section.RUNNER,
      text(),
      "encoding,studio",
      "",
      "Task types that the instances offer: encoding,studio for all of them, or groups such"
          + " as [2x(encoding,studio),1x(transcription)]."),
  RUNNER_MONITORING(
      Section.RUNNER,
      bool(),
      "false",
      "",
      "Accepted but has no effect: all instances run in one process, which its service"
          + " restarts."),
  ADMISSION_BY_RESOURCES(
      Section.RUNNER,
      oneOf("auto", "on", "off"),
      "auto",
      "",
      "Whether an instance says busy, with the reason cpu or memory, where one more task would slow"
          + " down all. auto: where encoder threads of all instances exceed twice the processors."),
  TASK_MEMORY_MB(
      Section.RUNNER,
      whole(64, 1_048_576),
      "1024",
      "MiB",
      "Memory that a task may need: what must be available for another one."),
  TASK_GPU_MEMORY_MB(
      Section.RUNNER,
      whole(64, 1_048_576),
      "1024",
      "MiB",
      "Memory of an NVIDIA card that a task may need: an instance says busy, with the reason gpu,"
          + " where as many tasks use its card as fit."),
  SHUTDOWN_GRACE_SECONDS(
      Section.RUNNER,
      whole(0, 86_400),
      "0",
      "seconds",
      "Time that running tasks get to finish on shutdown. Unfinished tasks resume or"
          + " restart at the next start."),
  RUNNER_INSTANCE_ID(
      Section.RUNNER,
      whole(0),
      "",
      "instance number from 0",
      "Runs only this one of the configured instances. Unset: all of them."),
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
      "Full URL announced to the Manager for a single instance. Unset: built from protocol,"
          + " host and port."),

  MANAGER_URL(
      Section.MANAGER,
      url(),
      "http://127.0.0.1:8081",
      "",
      "URL of the Manager; may include a path."),
  MANAGER_COMPAT_VERSION(
      Section.MANAGER,
      text(),
      "auto",
      "auto, or a version such as 1.7.1",
      "Version announced to the Manager. auto: 1.7.1, or another known version that it asks"
          + " for."),
  RUNNER_TOKEN(
      Section.MANAGER,
      secret(),
      "",
      "",
      "Secret shared with the Manager, in both directions. Must be set; fewer than 16 characters are"
          + " a warning."),
  RUNNER_TOKEN_PREVIOUS(
      Section.MANAGER,
      secret(),
      "",
      "",
      "The secret before it, accepted as well, and shown to a Manager that refuses the new one: set"
          + " it while you change RUNNER_TOKEN everywhere, then remove it."),
  CORS_ALLOW_ORIGINS(
      Section.MANAGER, csv(), "*", "origins", "Web origins whose pages may call the API."),
  CORS_ALLOW_CREDENTIALS(
      Section.MANAGER,
      bool(),
      "false",
      "",
      "Allows such pages to send cookies; requires named origins instead of *."),
  CORS_ALLOW_METHODS(
      Section.MANAGER, csv(), "*", "HTTP methods", "HTTP methods that such pages may use."),
  CORS_ALLOW_HEADERS(
      Section.MANAGER, csv(), "*", "header names", "Headers that such pages may send."),

  STORAGE_DIR(
      Section.STORAGE,
      path(),
      "/tmp/esup-runner",
      "folder",
      "Task folders and the journal. For shared storage, set it to the Manager's"
          + " RUNNERS_STORAGE_DIR."),
  RUNNER_TASK_STATUS_FILE(
      Section.STORAGE,
      path(),
      "/tmp/esup-runner/runner_task_statuses.json",
      "file",
      "Status file of EsupPortail's runner, imported once. Follows STORAGE_DIR."),
  MAX_VIDEO_SIZE_GB(
      Section.STORAGE, whole(0), "0", "GiB", "Maximum size of a source. 0: no limit."),
  MAX_FILE_AGE_DAYS(
      Section.STORAGE,
      whole(0),
      "0",
      "days",
      "Age at which the folder and record of a finished task are removed. 0: never."),
  CLEANUP_INTERVAL_HOURS(
      Section.STORAGE, whole(1), "24", "hours", "Interval between cleanups of old folders."),
  DISK_RESERVE_GB(
      Section.STORAGE,
      whole(0),
      "2",
      "GiB",
      "Minimum free space in STORAGE_DIR, on top of what running tasks need; below it, no"
          + " task is taken. 0: no minimum."),
  STORAGE_UMASK(
      Section.STORAGE,
      text(),
      "027",
      "octal",
      "Permissions that files and folders of the runner do not get, as in umask(1). 027: group may"
          + " read, others nothing. 007: group may also write; 022: everybody may read."),
  LOG_DIR(
      Section.STORAGE,
      path(),
      "/var/log/esup-runner",
      "folder",
      "Log files. The older name LOG_DIRECTORY applies if LOG_DIR is unset.",
      "LOG_DIRECTORY"),
  CACHE_DIR(
      Section.STORAGE,
      path(),
      "/home/esup-runner/.cache/esup-runner",
      "folder",
      "Programs and models that can be downloaded again."),
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
      "Displayed only: the runner stores no translation models. Follows CACHE_DIR."),
  UV_CACHE_DIR(
      Section.STORAGE,
      path(),
      "/home/esup-runner/.cache/esup-runner/uv",
      "folder",
      "Displayed only: the runner has no Python packages. Follows CACHE_DIR."),

  DOWNLOAD_ALLOWED_HOSTS(
      Section.DOWNLOAD,
      csv(),
      "",
      "host names",
      "Hosts that sources may be downloaded from, including their subdomains. Empty: any."),
  DOWNLOAD_ALLOW_PRIVATE_NETWORKS(
      Section.DOWNLOAD,
      bool(),
      "true",
      "",
      "Whether downloads may reach private and loopback addresses. The runner's own ports,"
          + " link-local addresses and cloud metadata services are always out of reach."),
  DOWNLOAD_MAX_SECONDS(
      Section.DOWNLOAD,
      whole(1),
      "86400",
      "seconds",
      "Time limit for one download, retries included. Small files have less: 30 min plus 1 s for"
          + " each 32 KiB."),
  MEDIA_CODEC_DENYLIST(
      Section.DOWNLOAD,
      csv(),
      "magicyuv",
      "codec names",
      "Sources with these codecs are refused. Empty: none."),
  EXTERNAL_SCRIPT_TIMEOUT_SECONDS(
      Section.DOWNLOAD, whole(1), "18000", "seconds", "Time limit for a single media program."),

  COMPLETION_NOTIFY_MAX_RETRIES(
      Section.COMPLETION,
      whole(0),
      "5",
      "retries",
      "Number of retries with a growing delay for a completion that the Manager did not"
          + " accept; retries continue for 24 h."),
  COMPLETION_NOTIFY_RETRY_DELAY_SECONDS(
      Section.COMPLETION, whole(0), "60", "seconds", "Delay before the first retry."),
  COMPLETION_NOTIFY_BACKOFF_FACTOR(
      Section.COMPLETION,
      decimal(1.0, Double.MAX_VALUE),
      "1.5",
      "factor",
      "Factor by which the delay grows with each retry."),

  SMTP_SERVER(Section.MAIL, text(), "", "host name", "Mail server. Empty: no mail."),
  SMTP_PORT(Section.MAIL, whole(1, 65535), "25", "TCP port", "Port of the mail server."),
  SMTP_USE_TLS(Section.MAIL, bool(), "false", "", "Requires STARTTLS."),
  SMTP_USERNAME(Section.MAIL, text(), "", "", "User name; used only together with a password."),
  SMTP_PASSWORD(Section.MAIL, secret(), "", "", "Password."),
  SMTP_SENDER(
      Section.MAIL,
      text(),
      "",
      "mail address",
      "Sender address. Empty: esup-runner at the domain of MANAGER_EMAIL."),
  MANAGER_EMAIL(
      Section.MAIL,
      text(),
      "",
      "mail address",
      "Recipient of mails about failed tasks. Empty: no mail."),

  ENCODING_TYPE(
      Section.ENCODING,
      oneOf("CPU", "GPU"),
      "CPU",
      "",
      "GPU: uses graphics hardware for what it supports, see docs/gpu.md. Case does not"
          + " matter."),
  ENCODING_PRESET(
      Section.ENCODING,
      oneOf(EncodingConfig.PRESETS.toArray(String[]::new)),
      EncodingConfig.BALANCED,
      "",
      "x264 preset for encodings. balanced: the quality and size of slow in half the time."),
  ENCODING_RATE_CONTROL(
      Section.ENCODING,
      oneOf("abr", "capped-crf"),
      "abr",
      "",
      "abr: keeps each rendition's average bit rate. capped-crf: keeps a constant quality,"
          + " limited by the rendition's peak rate."),
  ENCODING_CRF(
      Section.ENCODING,
      whole(18, 30),
      "25",
      "CRF",
      "Quality with ENCODING_RATE_CONTROL=capped-crf. A lower value means better quality"
          + " and larger files."),
  ENCODING_HLS_SEGMENTS(
      Section.ENCODING,
      oneOf("ts", "fmp4"),
      "ts",
      "",
      "ts: transport streams, as Esup-Pod needs them. fmp4: CMAF and a DASH manifest."),
  ENCODING_HLS_SEGMENT_SECONDS(
      Section.ENCODING,
      oneOf("2", "4", "6"),
      "2",
      "seconds",
      "Length of HLS segments. Longer segments mean fewer requests; there is a key frame"
          + " every 2 s in any case."),
  ENCODING_LADDER(
      Section.ENCODING,
      oneOf("auto", "merge", "client"),
      "auto",
      "",
      "auto: a table of complete renditions replaces the default ones, anything less changes"
          + " them. merge: a task always changes the default renditions. client: a task gets only"
          + " the renditions that it names."),
  ENCODING_DRESSING_FAILURE(
      Section.ENCODING,
      oneOf("warn", "fail"),
      "warn",
      "",
      "Effect of an unavailable logo or credits: warn adds a warning, fail fails the task."),
  GPU_HWACCEL_DEVICE(
      Section.ENCODING,
      whole(0),
      "0",
      "device number from 0",
      "GPU to use for Quick Sync and VAAPI, and for CUDA where"
          + " GPU_CUDA_VISIBLE_DEVICES is empty."),
  GPU_CUDA_VISIBLE_DEVICES(
      Section.ENCODING,
      csv(),
      "0,1",
      "device numbers",
      "GPUs to spread the instances over: instance n uses number n modulo their count; those"
          + " that do not exist are left out. Empty: no binding."),
  GPU_CUDA_DEVICE_ORDER(
      Section.ENCODING, text(), "PCI_BUS_ID", "", "How CUDA numbers the devices."),
  GPU_CUDA_PATH(
      Section.ENCODING,
      path(),
      "/usr/local/cuda-13.2",
      "folder",
      "CUDA installation; must exist if ENCODING_TYPE=GPU."),
  STUDIO_DEFAULT_CRF(
      Section.ENCODING,
      whole(0, 51),
      "23",
      "CRF",
      "Quality of studio videos if the task sets none. A lower value means better quality"
          + " and larger files."),
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
      "x264 preset of studio videos if the task sets none."),
  STUDIO_DEFAULT_AUDIO_BITRATE(
      Section.ENCODING,
      text(),
      "128k",
      "bit/s, with k or M",
      "Audio bit rate of studio videos if the task sets none."),
  STUDIO_STRICT_CUT(
      Section.ENCODING,
      bool(),
      "false",
      "",
      "Fails a studio task whose cutting list cannot be fetched or read; otherwise the"
          + " whole recording is kept."),
  STUDIO_SOUND(
      Section.ENCODING,
      oneOf("one", "mix"),
      "one",
      "",
      "Audio if both recordings have an audio track. one: uses one of them, the"
          + " presentation first. mix: mixes both."),

  WHISPER_MODEL(
      Section.TRANSCRIPTION,
      text(),
      "small",
      "tiny, base, small, medium, large, turbo",
      "Speech model if the task sets none."),
  WHISPER_LANGUAGE(
      Section.TRANSCRIPTION,
      text(),
      "auto",
      "auto, or a code such as fr",
      "Subtitle language if the task sets none."),
  WHISPER_CHUNK_THRESHOLD_SECONDS(
      Section.TRANSCRIPTION,
      whole(1),
      "800",
      "seconds",
      "Longer recordings are split into audio chunks. 1800 with ENCODING_TYPE=GPU."),
  WHISPER_VAD_FILTER(
      Section.TRANSCRIPTION, bool(), "true", "", "Skips everything that is not speech."),
  TRANSCRIPTION_NORMALIZE_TARGET_LEVEL(
      Section.TRANSCRIPTION,
      decimal(-70, 0),
      "-23",
      "LUFS",
      "Target loudness for tasks that ask for normalised audio."),
  WHISPER_ENGINE(
      Section.TRANSCRIPTION,
      oneOf("auto", "whisper-server", "whisper-cli", "ffmpeg"),
      "auto",
      "",
      "Program or service that transcribes. auto: the best one that works."),
  WHISPER_CLI_PATH(
      Section.TRANSCRIPTION,
      path(),
      "",
      "file",
      "whisper-cli of whisper.cpp. Empty: search for it; bin/install-whisper builds it."),
  WHISPER_FFMPEG_PATH(
      Section.TRANSCRIPTION,
      path(),
      "",
      "file",
      "An ffmpeg with the whisper filter. Empty: the one used for encoding."),
  WHISPER_SERVER_URL(
      Section.TRANSCRIPTION,
      url(),
      "",
      "address",
      "URL of a speech service: whisper-server's /inference, or any"
          + " /v1/audio/transcriptions."),
  WHISPER_SERVER_KEY(Section.TRANSCRIPTION, secret(), "", "", "Bearer token for that service."),
  TRANSCRIPTION_REQUIRE_MODEL(
      Section.TRANSCRIPTION,
      bool(),
      "true",
      "",
      "Offers transcription only if its engine and WHISPER_MODEL are installed."),
  TRANSCRIPTION_VOCABULARY(
      Section.TRANSCRIPTION,
      text(),
      "",
      "comma-separated list",
      "Names and terms that often occur here; helps the engine to spell them."),
  TRANSCRIPTION_CHAPTERS(
      Section.TRANSCRIPTION,
      bool(),
      "false",
      "",
      "Proposes chapters from pauses and new slides, in chapters.vtt."),
  TRANSLATION_COMMAND(
      Section.TRANSCRIPTION,
      path(),
      "",
      "file",
      "Program that translates subtitles; docs/transcription.md says how it is called."),
  TRANSLATION_URL(
      Section.TRANSCRIPTION,
      url(),
      "",
      "address",
      "URL of a translation service with LibreTranslate's interface, such as"
          + " http://host:5000/translate."),
  TRANSLATION_KEY(Section.TRANSCRIPTION, secret(), "", "", "API key for that service."),
  TRANSLATION_BY_ENGINE(
      Section.TRANSCRIPTION,
      bool(),
      "true",
      "",
      "Lets the speech engine translate into English if no other translator is set."),
  TRANSCRIPTION_UNTRANSLATED(
      Section.TRANSCRIPTION,
      oneOf("fail", "publish"),
      "fail",
      "",
      "Whether a task whose subtitles cannot be translated fails or publishes them in the spoken"
          + " language."),
  WHISPER_MODELS_URL(
      Section.TRANSCRIPTION,
      url(),
      "https://huggingface.co/ggerganov/whisper.cpp/resolve/main",
      "address",
      "URL from which bin/runner models pull downloads speech models."),
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
      "Address that the dashboard and the metrics listen on."),
  RUNNER_DASHBOARD_PORT(
      Section.DASHBOARD,
      whole(0, 65535),
      "8090",
      "TCP port",
      "Port of the dashboard and the metrics. 0: both are off."),
  DASHBOARD_TOKEN(
      Section.DASHBOARD,
      secret(),
      "",
      "",
      "Login token, at least 12 characters. Unset: generated at the first start, printed"
          + " once and stored in STORAGE_DIR/dashboard.token."),

  STANDALONE_HOST(
      Section.STANDALONE,
      text(),
      "127.0.0.1",
      "host name or IP address",
      "Address that the Manager of bin/runner standalone listens on."),
  STANDALONE_PORT(Section.STANDALONE, whole(1, 65535), "8081", "TCP port", "Port of that Manager."),
  APPLICATION_TOKENS(
      Section.STANDALONE,
      secret(),
      "",
      "name=token, separated by commas",
      "Applications that may give it tasks, such as pod=0123456789abcdef; name/read+stop=token"
          + " limits the rights (run, stop, read; all: also tasks of the others). Unset: one"
          + " application, its token stored in STORAGE_DIR/application.token."),
  QUEUE_MAX_TASKS(
      Section.STANDALONE,
      whole(1, 100_000),
      "1000",
      "tasks",
      "Most waiting tasks of one application; further ones get 503."),
  QUEUE_UNOFFERED_MINUTES(
      Section.STANDALONE,
      whole(1, 10_080),
      "60",
      "minutes",
      "Time after which a waiting task ends as failed because nobody offers its type."),
  NOTIFY_ALLOWED_HOSTS(
      Section.STANDALONE,
      csv(),
      "",
      "host names",
      "Hosts that notify_url may name, including their subdomains. Empty: any."),

  RUNNER_CLUSTER(
      Section.CLUSTER,
      oneOf("off", "members", "hazelcast"),
      "off",
      "",
      "members or hazelcast: this runner belongs to a fleet that encodes long videos together. With hazelcast its members also find each other."),
  RUNNER_CLUSTER_MEMBERS(
      Section.CLUSTER,
      csv(),
      "",
      "addresses",
      "The members, such as http://10.0.0.5:8095; the same list may serve all of them."),
  RUNNER_CLUSTER_SECRET(
      Section.CLUSTER, secret(), "", "", "The same on all members, at least 16 characters."),
  RUNNER_CLUSTER_HOST(
      Section.CLUSTER,
      text(),
      "127.0.0.1",
      "host name or IP address",
      "Address that this runner listens on for the other members: one of a private network."),
  RUNNER_CLUSTER_PORT(
      Section.CLUSTER, whole(1, 65535), "8095", "TCP port", "Port for the other members."),
  RUNNER_CLUSTER_SEEDS(
      Section.CLUSTER,
      csv(),
      "",
      "host:port",
      "With hazelcast: some members and their RUNNER_CLUSTER_HAZELCAST_PORT. Empty: the hosts of RUNNER_CLUSTER_MEMBERS."),
  RUNNER_CLUSTER_HAZELCAST_PORT(
      Section.CLUSTER, whole(1, 65535), "5701", "TCP port", "With hazelcast: its port."),
  RUNNER_CLUSTER_BUS_PORT(
      Section.CLUSTER,
      whole(1, 65535),
      "5702",
      "TCP port",
      "With hazelcast: port of the event bus that spans the members."),

  LOG_LEVEL(
      Section.LOGGING,
      oneOf("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
      "INFO",
      "",
      "Minimum log level. Case does not matter."),
  LOG_FORMAT(
      Section.LOGGING, oneOf("text", "json"), "text", "", "json: each log line is a JSON object."),
  OTEL_EXPORTER_OTLP_ENDPOINT(
      Section.LOGGING,
      url(),
      "",
      "address",
      "Collector of traces (OTLP over HTTP), such as http://127.0.0.1:4318. Unset: no traces."),
  NO_COLOR(Section.LOGGING, text(), "", "", "Any value: reports without colour."),
  FFMPEG_PATH(
      Section.LOGGING,
      path(),
      "",
      "file",
      "ffmpeg to use. Empty: search for one, or else use the embedded one."),
  FFPROBE_PATH(
      Section.LOGGING, path(), "", "file", "ffprobe to use. Empty: the one next to ffmpeg."),
  TOOL_NICE(
      Section.LOGGING,
      whole(0, 19),
      "10",
      "niceness",
      "Niceness of media processes, so that the runner stays responsive."),
  TOOL_STALL_SECONDS(
      Section.LOGGING,
      whole(1),
      "120",
      "seconds",
      "An encode with no sign of life for this long is terminated."),
  SANDBOX(
      Section.LOGGING,
      oneOf("auto", "bwrap", "prlimit", "off"),
      "auto",
      "",
      "How media programs are confined. auto: bubblewrap where it works, else resource limits."
          + " bwrap: the runner does not start without it."),
  SANDBOX_READABLE(
      Section.LOGGING,
      csv(),
      "",
      "folders",
      "What confined programs may read besides the system, their own folder, CACHE_DIR and the"
          + " models."),
  TOOL_MEMORY_GB(
      Section.LOGGING,
      whole(0, 65536),
      "0",
      "GiB",
      "Private memory that one media process may use. 0: three quarters of the machine's, at"
          + " least 4."),
  TOOL_FILE_GB(
      Section.LOGGING,
      whole(1, 65536),
      "100",
      "GiB",
      "Largest file that a media program may write."),
  TOOL_CPU_SECONDS(
      Section.LOGGING,
      whole(0),
      "0",
      "seconds",
      "CPU time of one media process, over all its threads. 0:"
          + " EXTERNAL_SCRIPT_TIMEOUT_SECONDS times the number of processors."),
  TOOL_PROCESSES(
      Section.LOGGING,
      whole(64),
      "16384",
      "processes and threads",
      "Processes and threads of media programs at once; without bubblewrap, of everything that"
          + " this user runs. Not enforced for root."),

  HTTP_PROXY(Section.NETWORK, secret(), "", "proxy address", "Proxy for http URLs.", "http_proxy"),
  HTTPS_PROXY(
      Section.NETWORK, secret(), "", "proxy address", "Proxy for https URLs.", "https_proxy"),
  ALL_PROXY(
      Section.NETWORK,
      secret(),
      "",
      "proxy address",
      "Proxy for both, where HTTP_PROXY or HTTPS_PROXY is unset.",
      "all_proxy"),
  NO_PROXY(Section.NETWORK, csv(), "", "host names", "Hosts reached without a proxy.", "no_proxy"),
  SSL_CERT_FILE(
      Section.NETWORK,
      path(),
      "",
      "PEM file",
      "Certificate authorities to trust instead of the built-in ones.",
      "REQUESTS_CA_BUNDLE",
      "CURL_CA_BUNDLE"),
  SSL_CERT_DIR(Section.NETWORK, path(), "", "folder of PEM files", "The same, as a folder."),
  TLS_CERT_FILE(
      Section.NETWORK,
      path(),
      "",
      "PEM file",
      "Certificate of the runner, then those that issued it. All instances and the dashboard then"
          + " speak HTTPS. Empty: plain HTTP."),
  TLS_KEY_FILE(
      Section.NETWORK, path(), "", "PEM file", "Private key of TLS_CERT_FILE, without a password.");

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
    STANDALONE("Standalone: a Manager of its own"),
    CLUSTER("Fleet: one video on several machines"),
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

  /** The default; empty if that is "unset". */
  public String defaultValue() {
    return defaultValue;
  }

  /** Unit or meaning of the value; empty if the form says it all. */
  public String unit() {
    return unit;
  }

  /** One or two sentences for an operator. */
  public String help() {
    return help;
  }

  /**
   * Alternative names, in order; the first one that is set counts, whichever source it comes from.
   */
  public List<String> aliases() {
    return aliases;
  }

  /** Whether its value must never be shown. */
  public boolean isSecret() {
    return form.type() == ValueForm.Type.SECRET;
  }
}
