package io.mediarunner.launcher.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A recording whose sentences begin and end at known moments: one or two languages, pauses of 0.3
 * to 60 seconds, noise 30 dB below the voice.
 *
 * @param sentences in order of time
 * @param samples 16 kHz, mono
 */
record SpeechLayout(List<Said> sentences, short[] samples) {
  private static final int RATE = 16_000;
  private static final int HEADER = 44;
  private static final int SOUND = 200;
  private static final double SHORTEST_PAUSE = 0.3;
  private static final double LONGEST_PAUSE = 60;
  private static final double LONGEST = 150;
  private static final double NOISE = Math.pow(10, -30 / 20.0);

  /**
   * A sentence.
   *
   * @param from its first sound, seconds
   * @param to its last sound
   */
  record Said(String text, String language, double from, double to) {}

  /**
   * A layout; the same for the same random numbers.
   *
   * @param voices the sound of each sentence, by language and text
   */
  static SpeechLayout random(Random random, Map<String, Map<String, short[]>> voices) {
    boolean two = random.nextInt(3) == 0;
    List<String> languages = new ArrayList<>(voices.keySet());
    String first = languages.get(random.nextInt(languages.size()));
    String second =
        two ? languages.stream().filter(l -> !l.equals(first)).findFirst().orElseThrow() : first;
    int count = 3 + random.nextInt(6) + (two ? 4 : 0);
    int change = count / 3 + random.nextInt(Math.max(1, count / 3));
    List<Said> said = new ArrayList<>();
    List<short[]> sounds = new ArrayList<>();
    double at = SHORTEST_PAUSE + random.nextDouble() * 5;
    for (int i = 0; i < count && at < LONGEST; i++) {
      String language = i < change ? first : second;
      List<String> texts = List.copyOf(voices.get(language).keySet());
      String text = texts.get(random.nextInt(texts.size()));
      short[] sound = voices.get(language).get(text);
      double seconds = sound.length / (double) RATE;
      said.add(new Said(text, language, at, at + seconds));
      sounds.add(sound);
      double range = Math.log(LONGEST_PAUSE / SHORTEST_PAUSE);
      double skewed = Math.pow(random.nextDouble(), 2);
      at += seconds + SHORTEST_PAUSE * Math.exp(skewed * range);
    }
    short[] samples = new short[(int) ((at + random.nextDouble() * 3) * RATE)];
    for (int i = 0; i < said.size(); i++) {
      int from = (int) Math.round(said.get(i).from() * RATE);
      int fits = Math.min(sounds.get(i).length, samples.length - from);
      System.arraycopy(sounds.get(i), 0, samples, from, Math.max(0, fits));
    }
    double noise = level(sounds) * NOISE;
    for (int i = 0; i < samples.length; i++) {
      double value = samples[i] + random.nextGaussian() * noise;
      samples[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value));
    }
    return new SpeechLayout(said, samples);
  }

  private static double level(List<short[]> sounds) {
    double squares = 0;
    long count = 0;
    for (short[] sound : sounds) {
      for (short sample : sound) {
        squares += (double) sample * sample;
      }
      count += sound.length;
    }
    return Math.sqrt(squares / Math.max(1, count));
  }

  /** The samples of a WAV file of 16 kHz, mono, from the first sound to the last. */
  static short[] voice(Path wav) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(wav)).order(ByteOrder.LITTLE_ENDIAN);
    short[] all = new short[(bytes.capacity() - HEADER) / 2];
    bytes.position(HEADER).slice().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(all);
    int from = 0;
    int to = all.length;
    while (from < to && Math.abs(all[from]) < SOUND) {
      from++;
    }
    while (to > from && Math.abs(all[to - 1]) < SOUND) {
      to--;
    }
    return Arrays.copyOfRange(all, from, to);
  }

  void write(Path wav) throws IOException {
    int bytes = samples.length * 2;
    ByteBuffer file = ByteBuffer.allocate(HEADER + bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(HEADER - 8 + bytes);
    file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    file.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(2 * RATE);
    file.putShort((short) 2).putShort((short) 16);
    file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    file.asShortBuffer().put(samples);
    Files.write(wav, file.array());
  }

  /** The longest silence between sentences within a time, seconds. */
  double silence(double from, double to) {
    double longest = 0;
    double end = from;
    for (Said sentence : sentences) {
      if (sentence.to() <= from || sentence.from() >= to) {
        continue;
      }
      longest = Math.max(longest, sentence.from() - end);
      end = Math.max(end, sentence.to());
    }
    return Math.max(longest, to - end);
  }
}
