package io.mediarunner.core.transcription.speech;

import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;

/**
 * A region of speech as an engine heard it.
 *
 * @param heard where it is in the engine's audio
 * @param shift from there to the recording, seconds
 * @param next where the next region begins without a cut between them; infinite if there is none
 */
record HeardRegion(Interval heard, double shift, double next) {
  double shared(double from, double to) {
    return heard.shared(from, to);
  }

  /** Detected, without the margin that regions have. */
  double firstSound() {
    return Math.min(heard.startSeconds() + SpeechRegions.SOFT, middle());
  }

  double lastSound() {
    return Math.max(heard.endSeconds() - SpeechRegions.SOFT, middle());
  }

  /** Where somebody speaks again. */
  double nextSound() {
    return next + SpeechRegions.SOFT;
  }

  double middle() {
    return (heard.startSeconds() + heard.endSeconds()) / 2;
  }

  double distance(double at) {
    return Math.max(0, Math.max(heard.startSeconds() - at, at - heard.endSeconds()));
  }
}
