package io.miaou.websocket.internal;

import io.miaou.websocket.ServerOptions;
import io.miaou.websocket.WebSocketServer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way for modules of ours to mount something in a server and to see inside: applications have none, so what is public
 * stays small. Any thread.
 */
public final class Mounts {
    private static volatile @Nullable Access access;

    /** What the public classes let in here, and nowhere else. */
    public interface Access {
        /** Mounts something in the server that is being built. */
        void add(ServerOptions.Builder builder, Mount mount);

        /** The workings of a server. */
        ServerRuntime runtime(WebSocketServer server);
    }

    private Mounts() {}

    /** Lets in; {@link WebSocketServer} does when it is loaded. */
    public static void open(Access granted) {
        access = granted;
    }

    /** Mounts something in a server that is being built; of several mounts the first that claims a request has it. */
    public static void add(ServerOptions.Builder builder, Mount mount) {
        access().add(builder, mount);
    }

    /** The workings of a server. */
    public static ServerRuntime runtime(WebSocketServer server) {
        return access().runtime(server);
    }

    private static Access access() {
        WebSocketServer.builder(); // loads the class
        return Objects.requireNonNull(access, "WebSocketServer is not loaded");
    }
}
