package io.mediarunner.verticles.web;

import io.mediarunner.core.machine.OpenFiles;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections all servers of a process hold, in all and of one client. Those beyond are
 * reset as they are accepted, before anything is made for them: they may be thousands a second. The
 * limit is far below that of open files, which downloads, the journal and media programs need too.
 * Any thread.
 */
public final class ConnectionLimit implements Transport {
  /** Most connections at once, if the limit of open files allows. */
  public static final int MOST = 1024;

  /** What one client may have of these. */
  static final int SHARE = 4;

  private static final Logger log = LoggerFactory.getLogger(ConnectionLimit.class);
  private static final int FILES_PER_CONNECTION = 4;
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

  private final int most;
  private final Map<String, Integer> held = new HashMap<>();
  private int all;
  private long refused;
  private long lastTold = System.nanoTime() - QUIET_NANOS;

  /**
   * @param most connections at once, above zero
   */
  public ConnectionLimit(int most) {
    this.most = most;
  }

  /** Below a quarter of the files that this process may open. */
  public static ConnectionLimit ofThisProcess() {
    return new ConnectionLimit(most(OpenFiles.limit().orElse(Long.MAX_VALUE)));
  }

  /** How many connections a process holds that may open so many files. */
  static int most(long files) {
    return (int) Math.min(MOST, Math.max(SHARE, files / FILES_PER_CONNECTION));
  }

  /** How many there are. */
  public synchronized int open() {
    return all;
  }

  /**
   * Counts a connection.
   *
   * @return the client to {@link #release} when it closes; empty if there are too many
   */
  synchronized Optional<String> admit(InetAddress address) {
    String client = GuessLimit.client(address);
    int own = held.getOrDefault(client, 0);
    if (all >= most || own >= Math.max(1, most / SHARE)) {
      tell(client, own);
      return Optional.empty();
    }
    held.put(client, own + 1);
    all++;
    return Optional.of(client);
  }

  private void tell(String client, int own) {
    refused++;
    long now = System.nanoTime();
    if (now - lastTold >= QUIET_NANOS) {
      log.warn(
          "too many connections: refused={} open={} of={} last-client={} its={}",
          refused,
          all,
          most,
          client,
          own);
      lastTold = now;
      refused = 0;
    }
  }

  private synchronized void release(String client) {
    held.computeIfPresent(client, (key, own) -> own == 1 ? null : own - 1);
    all--;
  }

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public Throwable unavailabilityCause() {
    throw new IllegalStateException("it is available");
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    return new NioTransport() {
      @Override
      public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return domainSocket ? super.serverChannelFactory(true) : Door::new;
      }
    };
  }

  /** A listening socket that counts whom it lets in. */
  private final class Door extends NioServerSocketChannel {
    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
      int before = accepted.size();
      int count = super.doReadMessages(accepted);
      for (int i = accepted.size() - 1; i >= before; i--) {
        if (accepted.get(i) instanceof SocketChannel channel && !letIn(channel)) {
          accepted.remove(i);
        }
      }
      return count;
    }

    private boolean letIn(SocketChannel channel) {
      InetSocketAddress peer = channel.remoteAddress();
      InetAddress address = peer == null ? null : peer.getAddress();
      if (address == null) { // gone again
        reset(channel);
        return false;
      }
      Optional<String> client = admit(address);
      if (client.isEmpty()) {
        reset(channel);
        return false;
      }
      channel.closeFuture().addListener(closed -> release(client.get()));
      return true;
    }

    /** Without the minute that the system remembers an orderly end for. */
    private static void reset(Channel channel) {
      if (channel instanceof SocketChannel socket) {
        socket.config().setSoLinger(0);
      }
      channel.unsafe().closeForcibly();
    }
  }
}
