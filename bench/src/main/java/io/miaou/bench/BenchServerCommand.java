package io.miaou.bench;

import io.miaou.chat.cli.Addresses;
import io.miaou.chat.cli.PortConverter;
import io.miaou.chat.cli.Serving;
import io.miaou.websocket.Transport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the server that load generators talk to. */
@Command(
        name = "bench-server",
        description =
                "Starts a server for load generators. Socket.IO at /socket.io/: the event echo is acknowledged with its"
                        + " argument, bcast goes to all as msg. Plain WebSocket at /: text that begins with e is sent back, text that"
                        + " begins with B is sent to all.",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ")
final class BenchServerCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9002",
            converter = PortConverter.class,
            description = "Port to listen on; 0 takes a free one (default ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Name or address to listen on (default ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--handlers",
            paramLabel = "WHERE",
            defaultValue = "virtual",
            description = "Where handlers run: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private Handlers handlers = Handlers.virtual;

    @Option(names = "--loops", paramLabel = "N", description = "Event loops (default: one per processor).")
    private int loops = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            description = "What moves the bytes: epoll, io_uring or nio (default: epoll where it is there, else nio).")
    private Network transport = Network.auto;

    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Where handlers run; named as the command line has it. */
    enum Handlers {
        /** On the event loop. */
        inline,
        /** On virtual threads. */
        virtual
    }

    /** What moves the bytes; named as the command line has it. */
    enum Network {
        /** The best of this computer but io_uring. */
        auto(Transport.AUTO),
        /** Linux's epoll. */
        epoll(Transport.EPOLL),
        /** Linux's io_uring. */
        io_uring(Transport.IO_URING),
        /** The JDK's own. */
        nio(Transport.NIO);

        private final Transport choice;

        Network(Transport choice) {
            this.choice = choice;
        }
    }

    @Override
    public Integer call() throws Exception {
        if (loops < 1) {
            throw new ParameterException(spec.commandLine(), "--loops is " + loops + ": give 1 or more");
        }
        Serving.run(this::start);
        return 0;
    }

    private void start(Serving serving) throws Exception {
        BenchServer server =
                serving.closing(BenchServer.start(host, port, handlers == Handlers.inline, loops, transport.choice));
        serving.listening("port", Addresses.url("ws", host, server.port()));
    }
}
