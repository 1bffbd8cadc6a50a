package io.mediarunner.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.Secret;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskerTest {
  private static final String SECRET = "s3cr.t$token\\1";
  private final Masker masker = new Masker(List.of(new Secret(SECRET), new Secret("ab")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET https://h/v.mp4?sig=abc&e=1 done | GET https://h/v.mp4?*** done",
        "'https://h/v.mp4?X-Amz-Signature=abc' | 'https://h/v.mp4?***'",
        "ftp://me:pass@h/x | ftp://***@h/x",
        "http://u:p?w@h/x | http://***@h/x",
        "Authorization: Bearer abc.def | Authorization: Bearer ***",
        "X-API-Token: abc | X-API-Token: ***",
        "password=hunter2 user=me | password=*** user=me",
        "{\"api_key\": \"abc\"} | {\"api_key\": \"***\"}",
        "HF_TOKEN=hf_abc | HF_TOKEN=***",
        "the token: hf_AbC123 is old | the token: *** is old",
        "X-API-Token: abcdef and more | X-API-Token: *** and more",
        "token=abc def | token=*** def",
        "lecture 1.mp4?sig=abc done | lecture 1.mp4?sig=*** done",
        "Authorization: Basic abcdef and more | Authorization: Basic *** and more",
        "\"Authorization\": \"Bearer abc\" | \"Authorization\": \"Bearer ***\"",
        "sent Bearer AbC12 there | sent Bearer *** there",
        "task=t1 code=ENCODER_FAILED | task=t1 code=ENCODER_FAILED",
        "https://h/plain.mp4 | https://h/plain.mp4",
      })
  void masks(String text, String masked) {
    assertThat(masker.mask(text)).isEqualTo(masked);
  }

  /** A person reads the log for what to do. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP 401: the Manager does not know the token: set RUNNER_TOKEN to one of the"
            + " AUTHORIZED_TOKENS__* in the Manager's .env",
        "the Manager refuses the token: RUNNER_TOKEN, or RUNNER_TOKEN_PREVIOUS, must be its own",
        "wrong password: check SMTP_PASSWORD",
        "The service wants a bearer token, and basic authentication is off",
        "no signature: the file is not ours",
      })
  void leavesAdviceAlone(String advice) {
    assertThat(masker.mask(advice)).isEqualTo(advice);
  }

  @Test
  void findsAKnownSecretAnywhere() {
    assertThat(masker.mask("x" + SECRET + "y" + SECRET)).isEqualTo("x***y***");
    assertThat(masker.mask("cabbage")).as("too short to look for").isEqualTo("cabbage");
  }

  /** Whatever stands around it, a secret or a signature does not get through. */
  @Test
  void letsNothingThroughWhateverStandsAround() {
    Random random = new Random(7);
    String alphabet = "abc XYZ019 ://?&=#%@\"'<>\\$\n\t\r:;,.{}[]()*-_\u00e9\u202e\u001b";
    for (int round = 0; round < 4_000; round++) {
      String before = noise(random, alphabet);
      String after = noise(random, alphabet);
      String signature = "Q" + Long.toString(random.nextLong() & Long.MAX_VALUE, 36) + "Z";
      List<String> lines =
          List.of(
              before + SECRET + after,
              before + " https://media.example.org/a.mp4?sig=" + signature + " " + after,
              before + " https://user:" + signature + "@host/a.mp4 " + after,
              before + " X-API-Token: " + signature + " " + after,
              before + " Authorization: Bearer " + signature + " " + after,
              before + " \"password\": \"" + signature + "\" " + after);
      for (String line : lines) {
        String masked = masker.mask(line);
        assertThat(masked).as(line).doesNotContain(SECRET).doesNotContain(signature);
        assertThat(masker.mask(masked))
            .as("masking again changes no secret back")
            .doesNotContain(signature);
      }
    }
  }

  private static String noise(Random random, String alphabet) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(25);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  /** A line of 300 kB is masked in time; the patterns must not run away. */
  @Test
  void isFastOnHostileText() {
    for (String piece :
        List.of(
            "token: a",
            "token: set ",
            "-token: set ",
            "basic a",
            "A_B",
            "a://",
            "token",
            "http://x?",
            "bearer ",
            "a-a_a.",
            "\"",
            "://@")) {
      long begin = System.nanoTime();
      masker.mask(piece.repeat(300_000 / piece.length()));
      assertThat((System.nanoTime() - begin) / 1e9).as(piece).isLessThan(10);
    }
  }
}
