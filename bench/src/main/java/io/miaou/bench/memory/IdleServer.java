package io.miaou.bench.memory;

import io.miaou.server.SocketIoServer;
import io.miaou.websocket.Transport;
import io.miaou.websocket.WebSocketHandler;
import io.miaou.websocket.WebSocketServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.IntSupplier;
import javax.management.ObjectName;

/**
 * The process that is weighed: a server whose connections have nothing to do, ours or Netty's stock pipeline.
 *
 * <p>It says {@code port N} on standard output, then answers commands from standard input, one line each: {@code measure}
 * and {@code histogram}; the end of the input is its own. One thread.
 */
public final class IdleServer {
    private static final int MOST_COLLECTIONS = 20;

    private IdleServer() {}

    /** The arguments: {@code miaou}, {@code socketio} or {@code netty}, and a transport's name. */
    public static void main(String[] args) throws Exception {
        Started server = switch (args[0]) {
            case "miaou" -> startOurs(args[1]);
            case "socketio" -> startSocketIo(args[1]);
            default -> StockPipeline.start(args[1]);
        };
        System.out.println("port " + server.port);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            switch (command) {
                case "measure" -> System.out.println(measure() + " " + server.connections.getAsInt());
                case "histogram" -> System.out.println(histogram() + "end");
                default -> throw new IllegalArgumentException("unknown command " + command);
            }
        }
        System.exit(0);
    }

    /** A server that listens, and how many connections it has. */
    record Started(int port, IntSupplier connections) {}

    private static Started startOurs(String transport) throws Exception {
        WebSocketServer server = WebSocketServer.builder()
                .host("127.0.0.1")
                .port(0)
                .transport(Transport.valueOf(transport.toUpperCase(Locale.ROOT)))
                .endpoint("/", new WebSocketHandler() {})
                .build()
                .start();
        return new Started(server.port(), server::connections);
    }

    /** As an application has it: a connection handler and two listeners for each socket. */
    private static Started startSocketIo(String transport) throws Exception {
        SocketIoServer server = SocketIoServer.builder()
                .host("127.0.0.1")
                .port(0)
                .engine(engine -> engine.pingInterval(Duration.ofMinutes(10))) // who is weighed answers no ping
                .web(web -> web.transport(Transport.valueOf(transport.toUpperCase(Locale.ROOT))))
                .build();
        server.onConnection(socket -> {
            socket.onRequest("echo", String.class, text -> text);
            socket.on("bcast", String.class, text -> server.emit("msg", text));
        });
        server.start();
        return new Started(server.port(), () -> server.sockets().size());
    }

    /** The live heap and the resident memory, in bytes, once two collections in a row left the same. */
    private static String measure() throws Exception {
        long before = -1;
        long live = collect();
        for (int i = 0; i < MOST_COLLECTIONS && Math.abs(live - before) > live / 1000; i++) {
            before = live;
            live = collect();
        }
        return "memory " + live + " " + residentBytes();
    }

    private static long collect() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long residentBytes() throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }

    /** What {@code jcmd GC.class_histogram} prints; collects before. */
    private static String histogram() throws Exception {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
    }
}
