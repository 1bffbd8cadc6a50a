package io.mediarunner.launcher.os;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives every signal of the system; a shutdown hook would receive only the first. Uses {@code
 * sun.misc.Signal} of the module {@code jdk.unsupported}, which stays (JEP 260); it is called by
 * name, because the compiler's warning about it cannot be turned off.
 */
public final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Makes a signal run only this action. A signal that the process was started to ignore, such as
   * HUP under nohup, stays ignored.
   *
   * @param name without SIG
   * @param action called on its own thread
   */
  public static void handle(String name, Runnable action) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      Method handle = signalType.getMethod("handle", signalType, handlerType);
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                action.run();
                return null;
              });
      Object before = handle.invoke(null, signal, handler);
      if (before == handlerType.getField("SIG_IGN").get(null)) {
        handle.invoke(null, signal, before);
      }
    } catch (ReflectiveOperationException e) {
      log.warn(
          "SIG{} stops the runner without draining: cannot handle the signal", name, e); // -Xrs
    }
  }
}
