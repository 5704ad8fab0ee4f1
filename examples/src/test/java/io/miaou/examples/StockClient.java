package io.miaou.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The official JavaScript client in Node, driven by lines of JSON; what it says is in {@code src/test/node/client.mjs}. */
final class StockClient implements AutoCloseable {
    private final LineProcess process;

    private StockClient(LineProcess process) {
        this.process = process;
    }

    /** A client of that server; it has said {@code ["connect"]}. */
    static StockClient connected(int port) {
        return connected(port, "{}");
    }

    /** The same with options of its own. */
    static StockClient connected(int port, String options) {
        StockClient client = of(port, options);
        String first = client.next();
        if (!first.equals("[\"connect\"]")) {
            throw new AssertionError("did not connect: " + first);
        }
        return client;
    }

    /** A client that may not be let in. */
    static StockClient of(int port, String options) {
        return new StockClient(node("client.mjs", "http://localhost:" + port, options));
    }

    /** Runs a script with a folder that has the official client, and these words. */
    static LineProcess node(String script, String... words) {
        Path module = Files.isDirectory(Path.of("src/test/node")) ? Path.of("") : Path.of("examples");
        List<String> command = new ArrayList<>(List.of(
                "node",
                module.resolve("src/test/node").resolve(script).toString(),
                module.toAbsolutePath()
                        .resolveSibling("server/node")
                        .normalize()
                        .toString()));
        command.addAll(List.of(words));
        return new LineProcess(command);
    }

    /** Sends an event; name and arguments as JSON. */
    void emit(String json) {
        process.type("[\"emit\"," + json + "]");
    }

    /** Sends an event and asks for its acknowledgement. */
    void ask(String json) {
        process.type("[\"ask\"," + json + "]");
    }

    /** The next thing it has to say. */
    String next() {
        return process.next();
    }

    /** Leaves, and waits until it is gone. */
    @Override
    public void close() {
        process.close();
    }
}
