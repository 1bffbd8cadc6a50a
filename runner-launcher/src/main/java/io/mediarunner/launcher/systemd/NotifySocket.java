package io.mediarunner.launcher.systemd;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket for notifying systemd: sd_notify(3). The JDK has no Unix datagram sockets, but Netty's
 * native transport does. Any thread.
 */
public final class NotifySocket implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NotifySocket.class);
  private static final String VARIABLE = "NOTIFY_SOCKET";

  private final DomainSocketAddress address;
  private final EventLoopGroup thread =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("systemd", true), EpollIoHandler.newFactory());

  private NotifySocket(DomainSocketAddress address) {
    this.address = address;
  }

  /**
   * @param environment that systemd gave the process
   * @return empty if there is no socket, or if this system has no native transport
   */
  public static Optional<NotifySocket> of(Map<String, String> environment) {
    String path = environment.getOrDefault(VARIABLE, "");
    if (path.isEmpty()) {
      return Optional.empty();
    }
    if (!Epoll.isAvailable()) {
      log.warn(
          "{} is set, but this system has no native transport: set Type=exec in the unit and remove"
              + " WatchdogSec",
          VARIABLE,
          Epoll.unavailabilityCause());
      return Optional.empty();
    }
    // @ stands for the leading zero byte of an abstract socket's name.
    String name = path.startsWith("@") ? "\0" + path.substring(1) : path;
    return Optional.of(new NotifySocket(new DomainSocketAddress(name)));
  }

  /**
   * Sends one message without waiting; a failure is only logged.
   *
   * @param assignments such as {@code READY=1}
   */
  void send(String... assignments) {
    String message = String.join("\n", assignments);
    // One socket per message: systemd may have been restarted meanwhile.
    new Bootstrap()
        .group(thread)
        .channel(EpollDomainDatagramChannel.class)
        .handler(new ChannelInboundHandlerAdapter())
        .connect(address)
        .addListener((ChannelFuture connected) -> send(connected, message));
  }

  private static void send(ChannelFuture connected, String message) {
    if (!connected.isSuccess()) {
      log.warn("cannot notify systemd: {}", message, connected.cause());
      return;
    }
    connected
        .channel()
        .writeAndFlush(Unpooled.copiedBuffer(message, StandardCharsets.UTF_8))
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                log.warn("cannot notify systemd: {}", message, sent.cause());
              }
            })
        .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void close() {
    var unused = thread.shutdownGracefully();
  }
}
