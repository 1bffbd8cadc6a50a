package io.mediarunner.verticles.report;

import java.util.Locale;

/** What a refusal of the Manager means and how to fix it, for an operator. */
final class ManagerRefusal {
  private ManagerRefusal() {}

  /**
   * @param version what was announced and refused
   */
  static String explain(ManagerAnswer answer, ManagerVersion version) {
    if (answer.fromProxy() || answer.redirect()) {
      return answer.shown();
    }
    String advice =
        switch (answer.status()) {
          case 400 ->
              "the Manager rejects this runner's URL or version: check RUNNER_HOST"
                  + (version.fixed()
                      ? ", RUNNER_PROTOCOL and MANAGER_COMPAT_VERSION here"
                      : " and RUNNER_PROTOCOL here");
          case 401 ->
              "the Manager does not know the token: set RUNNER_TOKEN to one of the"
                  + " AUTHORIZED_TOKENS__* in the Manager's .env";
          case 403 ->
              "this runner id belongs to another token: give each runner its own RUNNER_BASE_NAME,"
                  + " or use the same RUNNER_TOKEN as before";
          case 404 -> "MANAGER_URL is not the Manager's address: correct it";
          case 409 -> unsuitable(version);
          case 422 -> "the Manager rejects the form of the registration";
          case 429 -> "the Manager limits the request rate";
          default -> "the Manager cannot handle the request";
        };
    return String.format(
        Locale.ROOT, "HTTP %d: %s (response: %s)", answer.status(), advice, answer.excerpt());
  }

  private static String unsuitable(ManagerVersion version) {
    return version.fixed()
        ? "the Manager does not accept version "
            + version.current()
            + ", which MANAGER_COMPAT_VERSION sets: set it to auto or to the Manager's version"
        : "the Manager accepts none of the versions that this runner knows (1.0 to 1.7): set"
            + " MANAGER_COMPAT_VERSION to the Manager's version to try it all the same";
  }
}
