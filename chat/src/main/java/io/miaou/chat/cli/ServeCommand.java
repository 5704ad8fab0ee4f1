package io.miaou.chat.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.miaou.chat.server.ChatOptions;
import io.miaou.chat.server.ChatServer;
import io.miaou.chat.wire.TimestampPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Starts the chat. */
@Command(
        name = "serve",
        description = "Starts the chat server.",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ")
final class ServeCommand implements Callable<Integer> {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "3000",
            converter = PortConverter.class,
            description = "Port of the web page; 0 takes a free one (default ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--ws-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            converter = PortConverter.class,
            description = "Port of the conversation, native WebSocket; 0 takes a free one (default ${DEFAULT-VALUE}).")
    private int webSocketPort;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "",
            description = "Name or address to listen on (default: all of them).")
    private String host = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "./data",
            description = "Folder for what is kept (default ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(
            names = "--timestamp",
            paramLabel = "UNIT",
            defaultValue = "auto",
            converter = PolicyConverter.class,
            description = "Unit of timestamps: auto, ms or s (default ${DEFAULT-VALUE}: as each client counts).")
    private TimestampPolicy timestamps = TimestampPolicy.AUTO;

    @Option(
            names = "--heartbeat",
            paramLabel = "SECONDS",
            defaultValue = "30",
            converter = SecondsConverter.class,
            description = "Time between two pings, who misses two is gone; 0 sends none (default ${DEFAULT-VALUE}).")
    private Duration heartbeat = Duration.ofSeconds(30);

    @Option(names = "--verbose", description = "Logs every public message.")
    private boolean verbose;

    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    ServeCommand() {}

    /** Reads the unit of timestamps. */
    static final class PolicyConverter implements ITypeConverter<TimestampPolicy> {
        @Override
        public TimestampPolicy convert(String value) {
            return TimestampPolicy.of(value)
                    .orElseThrow(() -> new TypeConversionException("'" + value + "' is neither auto nor ms nor s"));
        }
    }

    @Override
    public Integer call() throws Exception {
        if (verbose && LoggerFactory.getLogger("io.miaou") instanceof Logger log) {
            log.setLevel(Level.DEBUG);
        }
        Serving.run(this::start);
        return 0;
    }

    private void start(Serving serving) throws Exception {
        ChatOptions options = new ChatOptions(host, port, webSocketPort, data, timestamps, heartbeat);
        ChatServer server = serving.closing(ChatServer.start(options));
        String conversation = Addresses.url("ws", host, server.webSocketPort());
        LOG.info("WebSocket server running on {}", conversation);
        serving.listening("port", Addresses.url("http", host, server.port()));
        serving.listening("ws-port", conversation);
    }
}
