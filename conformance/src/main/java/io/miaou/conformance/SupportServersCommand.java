package io.miaou.conformance;

import io.miaou.chat.cli.Addresses;
import io.miaou.chat.cli.PortConverter;
import io.miaou.chat.cli.Serving;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the servers that the official suites expect, those that are named. */
@Command(
        name = "support-servers",
        description = {
            "Starts the Engine.IO and Socket.IO servers that the official suites talk to. Only those that are named start;"
                    + " 0 takes a free port. A line 'listening NAME URL' for each, then 'ready'.",
            ""
        },
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ")
final class SupportServersCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--engine-protocol",
            paramLabel = "PORT",
            converter = PortConverter.class,
            description = "Engine.IO echo on /engine.io/, for the suite engine.io-protocol.")
    private @Nullable Integer engineProtocol;

    @Option(
            names = "--engine-protocol-v3",
            paramLabel = "PORT",
            converter = PortConverter.class,
            description = "The same for clients of protocol 3: not there yet, and refused.")
    private @Nullable Integer engineProtocolV3;

    @Option(
            names = "--socketio-protocol",
            paramLabel = "PORT",
            converter = PortConverter.class,
            description = "Socket.IO on /socket.io/, for the suite socket.io-protocol.")
    private @Nullable Integer socketIoProtocol;

    @Option(
            names = "--socketio-client",
            paramLabel = "PORT",
            converter = PortConverter.class,
            description = "Socket.IO for the suite of socket.io-client. Connection state recovery is not there yet: the"
                    + " server serves without.")
    private @Nullable Integer socketIoClient;

    @Option(
            names = "--engine-client",
            paramLabel = "PORT",
            converter = PortConverter.class,
            description = "Engine.IO for the suite of engine.io-client.")
    private @Nullable Integer engineClient;

    @Option(
            names = "--java-client",
            paramLabel = "PORT",
            converter = PortConverter.class,
            description = "Socket.IO for the suite of socket.io-client-java.")
    private @Nullable Integer javaClient;

    @Option(
            names = "--java-client-tls",
            paramLabel = "PORT",
            converter = PortConverter.class,
            description = "The same over TLS.")
    private @Nullable Integer javaClientTls;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Certificate of --java-client-tls, PEM; without one it signs its own for localhost.")
    private @Nullable Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, PEM, PKCS#8.")
    private @Nullable Path tlsKey;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Name or address to listen on (default ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    @Override
    public Integer call() throws Exception {
        check();
        Serving.run(this::start);
        return 0;
    }

    private void check() {
        if (engineProtocolV3 != null) {
            throw wrong("--engine-protocol-v3: protocol 3 is not there yet, leave the option out");
        }
        if (engineProtocol == null
                && socketIoProtocol == null
                && socketIoClient == null
                && engineClient == null
                && javaClient == null
                && javaClientTls == null) {
            throw wrong("no server is named: give at least one, as --socketio-protocol 3000");
        }
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw wrong("--tls-cert and --tls-key go together: give both or none");
        }
        if (tlsCertificate != null && javaClientTls == null) {
            throw wrong("--tls-cert is for --java-client-tls, which is not named");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void start(Serving serving) throws Exception {
        start(serving, "engine-protocol", engineProtocol, EngineSupport::protocol);
        start(serving, "socketio-protocol", socketIoProtocol, ProtocolSupport::start);
        start(serving, "socketio-client", socketIoClient, ClientSupport::start);
        start(serving, "engine-client", engineClient, EngineSupport::client);
        start(serving, "java-client", javaClient, (at, port) -> JavaClientSupport.start(at, port, null));
        start(serving, "java-client-tls", javaClientTls, (at, port) -> JavaClientSupport.start(at, port, identity()));
    }

    private SupportTls identity() throws IOException {
        return tlsCertificate == null || tlsKey == null
                ? SupportTls.selfSigned()
                : new SupportTls.Files(tlsCertificate, tlsKey);
    }

    private void start(Serving serving, String name, @Nullable Integer port, Starter starter) throws IOException {
        if (port != null) {
            SupportServer server = serving.closing(starter.start(host, port));
            serving.listening(name, Addresses.url(name.endsWith("-tls") ? "https" : "http", host, server.port()));
        }
    }

    private interface Starter {
        SupportServer start(String host, int port) throws IOException;
    }
}
