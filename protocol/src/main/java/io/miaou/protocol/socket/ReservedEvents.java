package io.miaou.protocol.socket;

/** The names that the events of a socket's own life bear, so that no peer may send them and no application either. */
public final class ReservedEvents {
    private ReservedEvents() {}

    /** Whether it is one of {@code connect, connect_error, disconnect, disconnecting, newListener, removeListener}. */
    public static boolean contains(String name) {
        return switch (name) {
            case "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener" -> true;
            default -> false;
        };
    }
}
