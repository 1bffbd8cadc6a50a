package io.mediarunner.core.transcription.captions;

import io.mediarunner.core.transcription.speech.ScriptText;

/** How wide text is where every character takes whole columns. Pure. */
final class Columns {
  /** Blocks whose characters are wide or full-width in Unicode Standard Annex 11: from, to. */
  private static final int[] WIDE = {
    0x1100, 0x115F, 0x2E80, 0x303E, 0x3041, 0x33FF, 0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xA000, 0xA4CF,
    0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6,
    0x1F300, 0x1F64F, 0x1F680, 0x1F6FF, 0x1F900, 0x1F9FF, 0x20000, 0x3FFFD
  };

  private Columns() {}

  /** Two for a visible character that is wide in East Asia, one for any other. */
  static int of(String text) {
    if (text.codePoints().allMatch(c -> c < 0x300)) {
      return text.length();
    }
    return ScriptText.graphemes(text).stream().mapToInt(g -> wide(g.codePointAt(0)) ? 2 : 1).sum();
  }

  /** Whether most letters of a text are wide. */
  static boolean mostlyWide(String text) {
    long letters = text.codePoints().filter(Character::isLetter).count();
    long wide = text.codePoints().filter(Character::isLetter).filter(Columns::wide).count();
    return wide * 2 > letters;
  }

  private static boolean wide(int c) {
    for (int i = 0; i < WIDE.length; i += 2) {
      if (c >= WIDE[i] && c <= WIDE[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
