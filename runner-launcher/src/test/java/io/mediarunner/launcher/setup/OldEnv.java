package io.mediarunner.launcher.setup;

import java.util.Locale;

/** A {@code .env} of the Python runner with every key of its {@code .env.example}. */
final class OldEnv {
  static final String TOKEN = "of-the-old-installation-1234";

  private OldEnv() {}

  static String text(String storage, String logs, String cache) {
    return String.format(
        Locale.ROOT,
        """
    # Esup-Runner, exemple avec accents: é à ü
    DEBUG=false
    RUNNER_PROTOCOL=http
    RUNNER_HOST=127.0.0.1
    RUNNER_BASE_NAME=my-runner
    RUNNER_BASE_PORT=8082
    RUNNER_INSTANCES=1
    RUNNER_TASK_TYPES=[1x(encoding,studio,transcription)]
    RUNNER_MONITORING=false
    MANAGER_URL=http://127.0.0.1:8081/
    RUNNER_TOKEN=of-the-old-installation-1234
    CORS_ALLOW_ORIGINS=*
    CORS_ALLOW_CREDENTIALS=false
    CORS_ALLOW_METHODS=*
    CORS_ALLOW_HEADERS=*
    STORAGE_DIR=%s
    MAX_VIDEO_SIZE_GB=0
    MAX_FILE_AGE_DAYS=7
    CLEANUP_INTERVAL_HOURS=24
    LOG_DIRECTORY=%s
    CACHE_DIR=%s
    WHISPER_MODELS_DIR=${CACHE_DIR}/whisper-models
    HUGGINGFACE_MODELS_DIR=${CACHE_DIR}/huggingface
    UV_CACHE_DIR=${CACHE_DIR}/uv
    DOWNLOAD_ALLOWED_HOSTS=
    DOWNLOAD_ALLOW_PRIVATE_NETWORKS=true
    MEDIA_CODEC_DENYLIST=magicyuv
    EXTERNAL_SCRIPT_TIMEOUT_SECONDS=18000
    COMPLETION_NOTIFY_MAX_RETRIES=5
    COMPLETION_NOTIFY_RETRY_DELAY_SECONDS=60
    COMPLETION_NOTIFY_BACKOFF_FACTOR=1.5
    SMTP_SERVER=smtp.example.org
    SMTP_PORT=25
    SMTP_USE_TLS=false
    SMTP_USERNAME=
    SMTP_PASSWORD='p4ss #word'
    SMTP_SENDER=runner@example.org
    MANAGER_EMAIL=admin@example.org
    ENCODING_TYPE=CPU
    GPU_HWACCEL_DEVICE=0
    GPU_CUDA_VISIBLE_DEVICES=0,1
    GPU_CUDA_DEVICE_ORDER=PCI_BUS_ID
    GPU_CUDA_PATH=/usr/local/cuda-13.2
    STUDIO_DEFAULT_CRF=20
    STUDIO_DEFAULT_PRESET=slow
    STUDIO_DEFAULT_AUDIO_BITRATE=192k
    WHISPER_MODEL=turbo
    WHISPER_LANGUAGE=auto
    WHISPER_CHUNK_THRESHOLD_SECONDS=800
    WHISPER_VAD_FILTER=true
    TRANSCRIPTION_NORMALIZE_TARGET_LEVEL=-23
    HF_TOKEN=
    LOG_LEVEL=INFO
    NO_COLOR=
    HTTP_PROXY=
    HTTPS_PROXY=
    NO_PROXY=localhost,127.0.0.1
    PYTEST_LOG_DIR=/tmp/logs
    """,
        storage,
        logs,
        cache);
  }
}
