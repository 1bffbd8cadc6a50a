package io.mediarunner.core.studio;

import io.mediarunner.core.media.FlashBeep;
import io.mediarunner.core.media.MediaLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Recordings of eight seconds with flash and beep at 1, 3, 5 and 7 s, each odd in its own way. */
enum Kind {
  SIZE_CHANGES {
    @Override
    Path record(MediaLab media) throws Exception {
      String codecs = " -c:v libvpx -deadline realtime -g 25 -c:a libopus";
      Path small = media.clip("small.webm", half() + " -vf scale=160:90" + codecs);
      Path large = media.clip("large.webm", half() + " -vf scale=320:180" + codecs);
      Path list = small.resolveSibling("list.txt");
      Files.writeString(list, "file '" + small + "'\nfile '" + large + "'\n");
      return media.clip("odd.webm", "-f concat -safe 0 -i " + list + " -c copy");
    }
  },
  AUDIO_CHANGES {
    @Override
    Path record(MediaLab media) throws Exception {
      Path first = media.clip("odd.ts", half() + VIDEO + " -c:a mp2 -ac 1 -ar 44100");
      Path second = media.clip("second.ts", half() + VIDEO + " -c:a mp2 -ac 2 -ar 48000");
      return joined(first, second);
    }
  },
  STARTS_LATE_MKV {
    @Override
    Path record(MediaLab media) throws Exception {
      return media.clip("odd.mkv", whole() + VIDEO + " -c:a aac -output_ts_offset 0.5");
    }
  },
  STARTS_LATE_FLV {
    @Override
    Path record(MediaLab media) throws Exception {
      return media.clip(
          "odd.flv",
          whole() + VIDEO + " -c:a aac -output_ts_offset 100 -flvflags no_duration_filesize");
    }
  },
  CLOCK_JUMPS {
    @Override
    Path record(MediaLab media) throws Exception {
      Path first = media.clip("odd.ts", half() + VIDEO + " -c:a mp2");
      Path second = media.clip("second.ts", half() + VIDEO + " -c:a mp2 -output_ts_offset 1000");
      return joined(first, second);
    }
  },
  CLOCK_STARTS_OVER {
    @Override
    Path record(MediaLab media) throws Exception {
      Path first = media.clip("odd.mkv", half() + VIDEO + " -c:a pcm_s16le");
      Path second = media.clip("second.mkv", half() + VIDEO + " -c:a pcm_s16le");
      return joined(first, second);
    }
  },
  PICTURE_LATE {
    @Override
    Path record(MediaLab media) throws Exception {
      return media.clip("odd.mp4", whole() + VIDEO + " -c:a aac -vf trim=start=3.2");
    }
  },
  PICTURE_ENDS {
    @Override
    Path record(MediaLab media) throws Exception {
      return media.clip("odd.mp4", whole() + VIDEO + " -c:a aac -vf trim=end=4");
    }
  },
  SOUND_HOLE {
    @Override
    Path record(MediaLab media) throws Exception {
      return media.clip(
          "odd.mkv", whole() + VIDEO + " -c:a libopus -af aselect='not(between(t,3.5,5.4))'");
    }
  },
  LONG_GOP {
    @Override
    Path record(MediaLab media) throws Exception {
      return media.clip("odd.ts", whole() + VIDEO + " -g 1000 -bf 3 -c:a mp2");
    }
  };

  private static final String VIDEO = " -c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p";

  abstract Path record(MediaLab media) throws Exception;

  private static String half() {
    return FlashBeep.inputs(4).strip();
  }

  private static String whole() {
    return FlashBeep.inputs(8).strip();
  }

  private static Path joined(Path first, Path second) throws Exception {
    Files.write(first, Files.readAllBytes(second), StandardOpenOption.APPEND);
    return first;
  }
}
