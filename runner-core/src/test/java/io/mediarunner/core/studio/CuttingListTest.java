package io.mediarunner.core.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.studio.CuttingList.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CuttingListTest {
  @TempDir private Path folder;

  private CuttingList read(String xml) throws Exception {
    return CuttingList.read(Files.writeString(folder.resolve("cut.smil"), xml));
  }

  private static String clip(String begin, String end) {
    return "<video clipBegin=\"" + begin + "\" clipEnd=\"" + end + "\"/>";
  }

  @ParameterizedTest
  @CsvSource({
    "4.25s, 4.25",
    "1e3s, 1000",
    "5.s, 5",
    "432000s, 432000",
    "00:01:02.5, 62.5",
    "0:0:75, 75",
    "120:00:00, 432000",
    "01:02, 62",
    "2722ms, 2.722",
    "2min, 120",
    "1h, 3600",
    "npt=5s, 5",
    "npt=7.5, 7.5",
    "' 3s ', 3"
  })
  void st10ReadsTimes(String text, double seconds) {
    assertThat(SmilTime.seconds(text).getAsDouble()).isEqualTo(seconds, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1s", "nans", "62", "PT5S", "", "s", "1:2:3:4", "5 s", "infs"})
  void st10TakesNothingElseForATime(String text) {
    assertThatThrownBy(() -> SmilTime.seconds(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"432000.001s", "1.7976931348623157e308s"})
  void st10TakesWhatIsLongerThanFiveDaysForNoLimit(String text) {
    assertThat(SmilTime.seconds(text)).isEmpty();
  }

  @Test
  void readsDigitsWithoutEndAsNoLimit() {
    assertThat(SmilTime.seconds("1" + "0".repeat(308) + ".000s")).isEmpty();
  }

  @Test
  void countsAPartThatIsNamedForEachTrackOnce() throws Exception {
    CuttingList cuts =
        read(
            "<smil xmlns='http://www.w3.org/ns/SMIL'><body><par>"
                + clip("1s", "2s")
                + clip("1s", "2s")
                + "</par><par>"
                + clip("5s", "6s")
                + clip("5s", "6s")
                + "</par></body></smil>");

    assertThat(cuts.windows(10)).containsExactly(new Window(1, 2), new Window(5, 6));
    assertThat(cuts.unreadable()).isEmpty();
  }

  @Test
  void keepsTheOrderOfTheFile() throws Exception {
    assertThat(read("<smil>" + clip("5s", "6s") + clip("1s", "2s") + "</smil>").windows(10))
        .containsExactly(new Window(5, 6), new Window(1, 2));
  }

  @Test
  void clampsToTheRecording() throws Exception {
    assertThat(read("<smil>" + clip("8s", "20s") + "</smil>").windows(10))
        .containsExactly(new Window(8, 10));
  }

  @Test
  void takesAnEndBeforeTheBeginForTheEnd() throws Exception {
    assertThat(read("<smil>" + clip("5s", "3s") + "</smil>").windows(10))
        .containsExactly(new Window(5, 10));
  }

  @Test
  void keepsNothingOfAClipBehindTheEnd() throws Exception {
    assertThat(read("<smil>" + clip("12s", "15s") + "</smil>").windows(10)).isEmpty();
  }

  @Test
  void keepsAllWhereNothingIsCut() throws Exception {
    assertThat(read("<smil><video/></smil>").windows(10)).containsExactly(new Window(0, 10));
  }

  @Test
  void saysWhichValuesAreNoTimes() throws Exception {
    CuttingList cuts = read("<smil>" + clip("soon", "6s") + "</smil>");

    assertThat(cuts.windows(10)).containsExactly(new Window(0, 6));
    assertThat(cuts.unreadable()).containsExactly("clipBegin=\"soon\"");
  }

  @Test
  void cutsAPartOutOfJoinedWindows() {
    List<Window> windows = List.of(new Window(1, 3), new Window(6, 9));

    assertThat(CuttingList.part(windows, 1, 3)).containsExactly(new Window(2, 3), new Window(6, 7));
    assertThat(CuttingList.part(windows, 2.5, 4)).containsExactly(new Window(6.5, 8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no xml at all",
        "<smil><video",
        "<!DOCTYPE smil [<!ENTITY a 'b'>]><smil><video clipBegin='1s'/></smil>"
      })
  void refusesWhatIsNoPlainXml(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.MEDIAPACKAGE_INVALID));
  }
}
