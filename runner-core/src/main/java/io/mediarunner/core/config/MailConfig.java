package io.mediarunner.core.config;

import java.util.Objects;
import java.util.Optional;

/**
 * Mail about failed tasks.
 *
 * @param server mail server; empty = no mail
 * @param port its TCP port, 1 to 65535
 * @param startTls whether the connection is encrypted with STARTTLS
 * @param username login name; used only together with {@code password}
 * @param password login password
 * @param sender address that mails come from; never blank
 * @param recipient address that they go to; empty = no mail
 */
public record MailConfig(
    Optional<String> server,
    int port,
    boolean startTls,
    Optional<String> username,
    Optional<Secret> password,
    String sender,
    Optional<String> recipient) {
  /**
   * @throws NullPointerException if a component is null
   * @throws IllegalArgumentException if {@code port} is out of range
   */
  public MailConfig {
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(sender, "sender");
    Objects.requireNonNull(recipient, "recipient");
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port: within 1..65535, was " + port);
    }
  }

  /** Whether there is a server and someone to write to. */
  public boolean enabled() {
    return server.isPresent() && recipient.isPresent();
  }
}
