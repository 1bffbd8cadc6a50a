package io.mediarunner.core.text;

/** What a message quotes of a request: enough to recognise it, however long it is. */
public final class Quoted {
  /** Most characters. */
  public static final int LONGEST = 200;

  private Quoted() {}

  /** The text, or its beginning and {@code …}; no character is cut in half. */
  public static String of(Object quoted) {
    String text = String.valueOf(quoted);
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
    return text.substring(0, end) + "…";
  }
}
