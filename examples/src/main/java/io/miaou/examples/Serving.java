package io.miaou.examples;

import io.miaou.server.SocketIoServer;
import java.io.IOException;

/** What examples do besides their idea. */
final class Serving {
    private Serving() {}

    /** The port that {@code --port N} names (0: any that is free), or the usual one. */
    static int port(String[] options, int usual) {
        if (options.length == 0) {
            return usual;
        }
        if (options.length == 2 && options[0].equals("--port") && options[1].matches("\\d{1,5}")) {
            return Integer.parseInt(options[1]);
        }
        throw new IllegalArgumentException("the only option is --port N, got: " + oneLine(String.join(" ", options)));
    }

    /** Serves until Ctrl+C; clients are disconnected then, and handlers finish. */
    static void untilStopped(SocketIoServer io) throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(io::close));
        io.start();
        System.out.println("Server running on port " + io.port());
        io.awaitTermination();
    }

    /** Text of a stranger's for the terminal: nothing in it moves the cursor or begins a line. */
    static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
