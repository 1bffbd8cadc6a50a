package io.mediarunner.verticles.report;

import java.util.Locale;

/** What a refusal of the Manager means and where to mend it, in words for an operator. */
final class ManagerRefusal {
  private static final int SHOWN = 200;

  private ManagerRefusal() {}

  static String explain(ManagerApi.Answer answer, String version) {
    String toolLog =
        answer.body().length() <= SHOWN ? answer.body() : answer.body().substring(0, SHOWN);
    String advice =
        switch (answer.status()) {
          case 400 ->
              "the Manager does not accept this runner's URL or version: check RUNNER_HOST,"
                  + " RUNNER_PROTOCOL and MANAGER_COMPAT_VERSION here";
          case 401 ->
              "the Manager does not know the token: make RUNNER_TOKEN here one of"
                  + " AUTHORIZED_TOKENS__* in the Manager's .env";
          case 403 ->
              "another token owns this runner id: give each runner its own RUNNER_BASE_NAME, or use"
                  + " the same RUNNER_TOKEN as before";
          case 404 -> "the Manager does not know this address: check MANAGER_URL here";
          case 409 ->
              "the Manager is of another version than "
                  + version
                  + ": set MANAGER_COMPAT_VERSION here to the Manager's version";
          case 422 -> "the Manager does not understand the registration";
          case 429 -> "the Manager limits the rate of requests";
          default -> "the Manager cannot answer";
        };
    return String.format(Locale.ROOT, "HTTP %d: %s; it said: %s", answer.status(), advice, toolLog);
  }
}
