package io.miaou.bench.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Weighs idle connections: our server and Netty's stock pipeline in turn, each in a process of its own, several times. */
@Command(
        name = "bench-memory",
        description = "Measures what an idle WebSocket connection costs in heap and resident memory,"
                + " ours beside Netty's stock pipeline.",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ")
public final class MemoryCommand implements Callable<Integer> {
    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "15000",
            description = "How many connections; server and clients need a file each (default ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            defaultValue = "epoll",
            description = "One of ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private Transports transport = Transports.epoll;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often each is weighed; the table shows medians (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--stacks",
            paramLabel = "NAMES",
            split = ",",
            defaultValue = "miaou,netty",
            description =
                    "Which: miaou and netty for plain WebSockets, socketio for Socket.IO (default ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<Stack> stacks;

    @Option(names = "--histogram", description = "Shows which objects a connection has, of the last round.")
    private boolean histogram;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes every figure to a file.")
    @SuppressWarnings("NullAway.Init") // picocli sets it, or not
    private Path json;

    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** What is weighed; named as the command line has it. */
    enum Stack {
        /** Our WebSockets. */
        miaou,
        /** Netty's stock pipeline. */
        netty,
        /** Our Socket.IO. */
        socketio
    }

    /** How the servers talk to the operating system; named as the command line has it. */
    enum Transports {
        /** Linux's own. */
        epoll,
        /** The JDK's. */
        nio,
        /** Linux's newer one. */
        io_uring
    }

    /** For picocli. */
    public MemoryCommand() {}

    @Override
    public Integer call() throws IOException {
        if (connections < 1 || rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--connections and --rounds: give 1 or more");
        }
        List<Footprint> all = new ArrayList<>();
        Map<String, List<String>> objects = new TreeMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (Stack stack : stacks) {
                List<String> lines = new ArrayList<>();
                all.add(Footprint.weigh(
                        stack.name(), transport.name(), connections, port -> crowd(port, stack), lines));
                objects.put(stack.name(), lines);
            }
        }
        MemoryReport report = new MemoryReport(all);
        spec.commandLine().getOut().print(report.table());
        if (histogram) {
            objects.forEach((stack, lines) -> spec.commandLine()
                    .getOut()
                    .printf("%n%s, for each connection:%n%s%n", stack, String.join("\n", lines)));
        }
        spec.commandLine().getOut().flush();
        if (json != null) {
            report.write(json, spec.commandLine().getParseResult().originalArgs());
        }
        return 0;
    }

    /** Clients in a process of their own. */
    private static Footprint.Crowd crowd(int port, Stack stack) throws IOException {
        String[] arguments = stack == Stack.socketio ? new String[] {"" + port, "socketio"} : new String[] {"" + port};
        ChildProcess process = ChildProcess.start(List.of("-XX:+UseSerialGC"), IdleCrowd.class, arguments);
        return new Footprint.Crowd() {
            @Override
            public void growTo(int size) throws IOException {
                process.ask("" + size);
            }

            @Override
            public void close() {
                process.close();
            }
        };
    }
}
