package io.miaou.conformance;

import io.miaou.chat.cli.Addresses;
import io.miaou.chat.cli.PortConverter;
import io.miaou.chat.cli.Serving;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the echo server. */
@Command(
        name = "echo",
        description = "Starts a WebSocket server that sends every message back, for conformance suites.",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ")
final class EchoCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9001",
            converter = PortConverter.class,
            description = "Port to listen on; 0 takes a free one (default ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Name or address to listen on (default ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(names = "--compression", description = "Compress messages for clients that offer permessage-deflate.")
    private boolean compression;

    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    @Override
    public Integer call() throws Exception {
        Serving.run(this::start);
        return 0;
    }

    private void start(Serving serving) throws Exception {
        EchoServer server = serving.closing(EchoServer.start(host, port, compression));
        serving.listening("port", Addresses.url("ws", host, server.port()));
    }
}
