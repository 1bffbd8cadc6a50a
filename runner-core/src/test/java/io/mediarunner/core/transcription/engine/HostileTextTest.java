package io.mediarunner.core.transcription.engine;

import io.mediarunner.core.hostile.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What speech engines answer. */
@Tag("security")
class HostileTextTest {
  @Test
  void verboseJson() {
    Mutations.check(
        "verbose_json",
        text -> {
          VerboseJson.parse(text.getBytes(StandardCharsets.UTF_8));
          VerboseJson.languageProbability(text.getBytes(StandardCharsets.UTF_8));
        },
        Set.of(IllegalArgumentException.class),
        """
        {"task":"transcribe","language":"english","duration":3.5,"text":"a b",
        "detected_language_probability":0.9,"segments":[{"id":0,"start":0.0,"end":1.5,"text":" a b",
        "avg_logprob":-0.2,"no_speech_prob":0.1,"temperature":0.0,
        "words":[{"word":" a","start":0.0,"end":0.5,"probability":0.9}]}],
        "words":[{"word":"a","start":0.0,"end":0.5}]}
        """);
  }

  @Test
  void whisperJson() {
    Mutations.check(
        "whisper-cli's JSON",
        text -> WhisperJson.parse(text.getBytes(StandardCharsets.UTF_8)),
        Set.of(IllegalArgumentException.class),
        """
        {"result":{"language":"en"},"transcription":[{"offsets":{"from":0,"to":1500},"text":" a b",
        "tokens":[{"text":" a","offsets":{"from":0,"to":500},"id":64,"p":0.9,"t_dtw":-1},
        {"text":"[_TT_75]","offsets":{"from":1500,"to":1500},"id":50364,"p":0.1}]}]}
        """);
  }

  @Test
  void filterJson() {
    Mutations.check(
        "JSON of ffmpeg's whisper filter",
        FilterOutput::json,
        Set.of(IllegalArgumentException.class),
        """
        {"start":0,"end":1500,"text":"a \\"b\\""}
        {"start":1500,"end":2000,"text":"c"}
        """);
  }

  @Test
  void srt() {
    Mutations.check(
        "SRT",
        FilterOutput::srt,
        Set.of(IllegalArgumentException.class),
        "0\n00:00:00.000 --> 00:00:01.500\na b\n\n1\n00:00:01,500 --> 00:00:02,000\nc\n\n");
  }
}
