package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.util.List;

/** What holds for every page of the dashboard, and patience for what takes a task. */
public final class PageChecks {
  private static final int PATIENCE_MILLIS = 60_000;

  private PageChecks() {}

  /** No violation of accessibility, and nothing to scroll sideways for. */
  public static void sound(Page page) {
    List<Rule> violations = new AxeBuilder(page).analyze().getViolations();
    assertThat(violations)
        .as(
            () ->
                String.join(
                    "\n", violations.stream().map(v -> v.getId() + " " + v.getNodes()).toList()))
        .isEmpty();
    assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth <= 0"))
        .as("fits its width")
        .isEqualTo(true);
  }

  static LocatorAssertions.HasTextOptions text() {
    return new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MILLIS);
  }

  public static LocatorAssertions.ContainsTextOptions containing() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS);
  }

  static LocatorAssertions.HasCountOptions count() {
    return new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE_MILLIS);
  }

  static LocatorAssertions.IsVisibleOptions visible() {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE_MILLIS);
  }
}
