package io.mediarunner.verticles.mail;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.MailConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.StartTLSOptions;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a mail to the Manager's administrator when a task has failed. The Manager is notified
 * separately and does not wait for it; an unavailable mail server affects no task.
 */
public final class FailureMailVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(FailureMailVerticle.class);
  private static final int CONNECT_MILLIS = 10_000;
  private static final int SILENCE_SECONDS = 10;

  private final MailConfig config;
  private final List<InstanceConfig> instances;
  private final URI manager;
  private final Journal journal;
  private final Bus bus;
  private MailClient client;

  /**
   * @param config with a server and a recipient
   * @param manager address of the Manager
   */
  public FailureMailVerticle(
      MailConfig config, List<InstanceConfig> instances, URI manager, Journal journal, Bus bus) {
    this.config = Objects.requireNonNull(config, "config");
    this.instances = List.copyOf(instances);
    this.manager = Objects.requireNonNull(manager, "manager");
    this.journal = Objects.requireNonNull(journal, "journal");
    this.bus = Objects.requireNonNull(bus, "bus");
  }

  @Override
  public Future<?> start() {
    client = MailClient.create(vertx, server());
    return bus.consume(
            Addresses.TASK_EVENTS,
            message -> {
              if (message.body() instanceof TaskEvent.Ended ended
                  && ended.state() != TaskState.SUCCEEDED) {
                write(ended);
              }
            })
        .completion();
  }

  @Override
  public Future<?> stop() {
    return client.close();
  }

  private io.vertx.ext.mail.MailConfig server() {
    io.vertx.ext.mail.MailConfig server = new io.vertx.ext.mail.MailConfig();
    server.setHostname(config.server().orElseThrow()).setPort(config.port());
    server.setStarttls(config.startTls() ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED);
    boolean login = config.username().isPresent() && config.password().isPresent();
    server.setLogin(login ? LoginOption.REQUIRED : LoginOption.DISABLED);
    if (login) {
      server.setUsername(config.username().get());
      server.setPassword(config.password().map(Secret::value).get());
    }
    server.setConnectTimeout(CONNECT_MILLIS);
    server.setIdleTimeout(SILENCE_SECONDS);
    server.setKeepAlive(false);
    return server;
  }

  private void write(TaskEvent.Ended ended) {
    journal
        .find(ended.taskId())
        .compose(task -> task.map(this::send).orElseGet(Future::succeededFuture))
        .onFailure(
            cause ->
                log.warn(
                    "cannot send the failure mail: task={} {}", ended.taskId(), cause.toString()));
  }

  private Future<Void> send(TaskRecord task) {
    InstanceConfig instance =
        instances.stream()
            .filter(i -> i.number() == task.instance())
            .findFirst()
            .orElse(instances.get(0));
    return client
        .sendMail(
            FailureMail.of(
                task, instance, manager, config.sender(), config.recipient().orElseThrow()))
        .onSuccess(sent -> log.info("mail sent: task={}", task.request().taskId()))
        .mapEmpty();
  }
}
