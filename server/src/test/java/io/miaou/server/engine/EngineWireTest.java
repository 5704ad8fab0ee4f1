package io.miaou.server.engine;

import io.miaou.server.EngineOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;

/** A server of its own for each test, and clients that are closed behind it. */
abstract class EngineWireTest {
    static final String POLLING = "/engine.io/?EIO=4&transport=polling";
    static final String WEBSOCKET = "/engine.io/?EIO=4&transport=websocket";

    final Echo handler = newHandler();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private int port;

    Echo newHandler() {
        return new Echo();
    }

    EngineServer start(Consumer<EngineOptions.Builder> change) throws IOException {
        EngineServer server = EngineServer.builder(handler)
                .port(0)
                .engine(change)
                .server(options -> options.host("127.0.0.1").eventLoops(2))
                .build();
        opened.addFirst(server);
        server.start();
        port = server.port();
        return server;
    }

    EngineServer start() throws IOException {
        return start(options -> {});
    }

    int port() {
        return port;
    }

    Wire connect() throws IOException {
        Wire wire = Wire.connect(port);
        opened.addFirst(wire);
        return wire;
    }

    Wire webSocket(String target, String... lines) throws IOException {
        Wire wire = Wire.webSocket(port, target, lines);
        opened.addFirst(wire);
        return wire;
    }

    /** Begins a session on polling: its target from now on. */
    static String begin(Wire wire) throws IOException {
        return POLLING + "&sid=" + sidOf(wire.get(POLLING).text());
    }

    static String sidOf(String open) {
        int from = open.indexOf("\"sid\":\"") + 7;
        return open.substring(from, open.indexOf('"', from));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }
}
