package io.miaou.websocket;

import io.miaou.websocket.internal.Inside;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;

/** A test of a server that speaks TLS. Its clients are the JDK's blocking sockets. */
abstract class TlsTest extends SocketTest {
    /** Does what it is told: a text {@code close} closes, everything else comes back. */
    static final class Echo extends Recorder {
        @Override
        public void onText(WebSocket socket, String text) {
            if (text.equals("close")) {
                socket.close(1000, "as you wish");
            } else {
                socket.send(text);
            }
        }

        @Override
        public void onBinary(WebSocket socket, byte[] data) {
            socket.send(data);
        }
    }

    final Echo echo = new Echo();

    @BeforeEach
    void beginTheLogAnew() {
        Inside.forgetWhatWasLogged(); // it is one for all tests, and each kind of line has its share of a minute
    }

    /** An echo server with the certificate of 127.0.0.1. */
    WebSocketServer serveTls(UnaryOperator<ServerOptions.Builder> more) throws IOException {
        return serveTls(echo, more);
    }

    /** The same with another handler. */
    WebSocketServer serveTls(WebSocketHandler handler, UnaryOperator<ServerOptions.Builder> more) throws IOException {
        TlsCertificates.Pair local = TlsCertificates.local();
        return serve(handler, builder -> more.apply(builder.tls(t -> t.certificate(local.chainPem(), local.keyPem()))));
    }

    /** A TLS socket, connected and greeted, in the hands of its user. */
    SSLSocket socket(WebSocketServer server, SSLContext context, int receiveBuffer, Consumer<SSLParameters> more)
            throws IOException {
        Socket tcp = closing(new Socket());
        if (receiveBuffer > 0) {
            tcp.setReceiveBufferSize(receiveBuffer);
        }
        tcp.setTcpNoDelay(true);
        tcp.setSoTimeout(10_000);
        tcp.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), 10_000);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(tcp, "127.0.0.1", server.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        more.accept(parameters);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** The same for a client of the newest version that trusts the certificate of 127.0.0.1. */
    SSLSocket socket(WebSocketServer server, int receiveBuffer) throws Exception {
        return socket(server, TlsCertificates.trusting(TlsCertificates.local()), receiveBuffer, parameters -> {});
    }

    /** Has a socket speak one version alone. */
    static Consumer<SSLParameters> version(String version) {
        return parameters -> parameters.setProtocols(new String[] {version});
    }

    /** Has a socket ask for a host. */
    static Consumer<SSLParameters> host(String name) {
        return parameters -> parameters.setServerNames(List.of(new SNIHostName(name)));
    }

    /** A client over TLS that knows nothing. */
    RawClient raw(SSLSocket socket) throws IOException {
        return closing(RawClient.over(socket));
    }

    /** A WebSocket client at "/" over TLS. */
    WebSocketTestClient tlsClient(WebSocketServer server) throws Exception {
        return tlsClient(server, 0);
    }

    /** The same with a receive buffer of that size. */
    WebSocketTestClient tlsClient(WebSocketServer server, int receiveBuffer) throws Exception {
        return closing(WebSocketTestClient.over(raw(socket(server, receiveBuffer)), "/"))
                .settle();
    }
}
