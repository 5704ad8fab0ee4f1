package io.miaou.chat.terminal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * The signals by which a program is asked to end.
 *
 * <p>A shutdown hook would hear of the first one only, for a JVM that goes down ignores the second. What does better, {@code
 * sun.misc.Signal}, is there for everybody (module {@code jdk.unsupported}), but named in a source it is a warning that cannot
 * be silenced: hence its name as a text.
 */
final class Signals {
    private Signals() {}

    /**
     * From now on calls that listener, on a thread of its own, each time the terminal (Ctrl+C, hang-up) or a supervisor asks the
     * program to end. Signals that the program was told to ignore stay ignored.
     *
     * @param listener is given the exit code that shells expect of a program which died of the signal
     */
    static void onEnd(IntConsumer listener) {
        handle("HUP", 128 + 1, listener);
        handle("INT", 128 + 2, listener);
        handle("TERM", 128 + 15, listener);
    }

    private static void handle(String name, int exitCode, IntConsumer listener) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object onSignal = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            listener.accept(exitCode);
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
        } catch (InvocationTargetException taken) {
            // The JVM was started with -Xrs, which leaves signals to the operating system: they end it at once.
        } catch (ReflectiveOperationException noSuchApi) {
            throw new IllegalStateException(
                    "this JVM has no sun.misc.Signal: use one with module jdk.unsupported", noSuchApi);
        }
    }
}
