package io.mediarunner.core.hostile;

import io.mediarunner.core.store.TaskOutcome;
import java.io.IOException;
import java.util.Map;

/** Where a task may name an address or get a file from. */
enum Role {
  ENCODING {
    @Override
    TaskOutcome run(HostileLab lab, String url) throws IOException {
      return lab.run("encoding", url, SMALL);
    }
  },
  STUDIO_RECORDING {
    @Override
    TaskOutcome run(HostileLab lab, String url) throws IOException {
      return lab.run("studio", lab.mediapackage(url, ""), SMALL);
    }
  },
  STUDIO_MEDIAPACKAGE {
    @Override
    TaskOutcome run(HostileLab lab, String url) throws IOException {
      return lab.run("studio", url, SMALL);
    }
  },
  STUDIO_CUTTING_LIST {
    @Override
    TaskOutcome run(HostileLab lab, String url) throws IOException {
      return lab.run("studio", lab.mediapackage(lab.clean, url), SMALL);
    }
  },
  TRANSCRIPTION {
    @Override
    TaskOutcome run(HostileLab lab, String url) throws IOException {
      return lab.run("transcription", url, Map.of());
    }
  },
  LOGO {
    @Override
    TaskOutcome run(HostileLab lab, String url) throws IOException {
      return lab.run("encoding", lab.clean, dressing("watermark", url));
    }
  },
  CREDITS {
    @Override
    TaskOutcome run(HostileLab lab, String url) throws IOException {
      return lab.run("encoding", lab.clean, dressing("opening_credits_video", url));
    }
  };

  private static final String RENDITION =
      "{\"360\":{\"resolution\":\"640x360\",\"video_bitrate\":\"100k\",\"audio_bitrate\":\"32k\","
          + "\"encode_mp4\":true}}";
  private static final Map<String, Object> SMALL = Map.of("rendition", RENDITION);

  private static Map<String, Object> dressing(String part, String url) {
    return Map.of("rendition", RENDITION, "dressing", Map.of(part, url));
  }

  /**
   * Runs a task to its end in which the address has this role.
   *
   * @param url of something hostile
   */
  abstract TaskOutcome run(HostileLab lab, String url) throws IOException;
}
