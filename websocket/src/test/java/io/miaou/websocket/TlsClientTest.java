package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.websocket.http.HttpResponse;
import io.miaou.websocket.internal.Inside;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** T01: what a client of ours believes of a server. */
class TlsClientTest extends TlsTest {
    private static final TlsCertificates.Pair LOCAL = TlsCertificates.local();
    private static final EventLoopGroup LOOP = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @AfterAll
    static void endTheLoop() {
        LOOP.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    /** Sends a request and collects the answer; fails as the handshake does. */
    private static final class Asking extends ChannelInboundHandlerAdapter {
        final CompletableFuture<String> answer = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(Unpooled.copiedBuffer(
                    RawClient.get("/", "Connection: close"),
                    StandardCharsets.US_ASCII)); // before the handshake is done
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf in = (ByteBuf) message;
            text.append(in.toString(StandardCharsets.US_ASCII));
            in.release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
                answer.completeExceptionally(handshake.cause());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
            answer.completeExceptionally(error);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            answer.complete(text.toString());
        }
    }

    private WebSocketServer with(TlsCertificates.Pair pair) throws Exception {
        return serve(
                echo,
                builder -> builder.tls(t -> t.certificate(pair.chainPem(), pair.keyPem())
                                .certificate("localhost", LOCAL.chainPem(), LOCAL.keyPem()))
                        .http(request -> HttpResponse.text(200, "secure " + request.isSecure())));
    }

    /** What a server answers that is called by that name; it is on 127.0.0.1 always. */
    private static String ask(WebSocketServer server, ClientTlsOptions options, String host) throws Exception {
        Asking asking = new Asking();
        Channel channel = new Bootstrap()
                .group(LOOP)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(Inside.clientTls(options, host, server.port()), asking);
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), server.port())
                .syncUninterruptibly()
                .channel();
        try {
            return asking.answer.get(10, TimeUnit.SECONDS);
        } finally {
            channel.close().syncUninterruptibly();
        }
    }

    private static void refused(WebSocketServer server, ClientTlsOptions options, String host, String reason) {
        assertThatThrownBy(() -> ask(server, options, host))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(SSLException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aServerWhoseCertificateIsTrustedAndForItsHostIsAsked() throws Exception {
        WebSocketServer server = with(LOCAL);
        for (String host : new String[] {"127.0.0.1", "localhost"}) {
            assertThat(ask(server, ClientTlsOptions.trusting(LOCAL.chainPem()), host))
                    .endsWith("secure true");
        }
        java.security.KeyStore store = java.security.KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("it", LOCAL.certificate());
        assertThat(ask(server, ClientTlsOptions.trusting(store), "localhost")).endsWith("secure true");
    }

    @Test
    void theHostIsSentSoThatTheServerShowsItsCertificate() throws Exception {
        WebSocketServer server = with(TlsCertificates.of("EC", "dns:a.example"));
        ClientTlsOptions options = ClientTlsOptions.trusting(LOCAL.chainPem());
        assertThat(ask(server, options, "localhost")).endsWith("secure true");
        refused(server, options, "a.example", "PKIX path");
    }

    @Test
    void t01_aCertificateThatSignsItselfIsRefusedByDefault() throws Exception {
        refused(with(LOCAL), ClientTlsOptions.defaults(), "127.0.0.1", "unable to find valid certification path");
    }

    @Test
    void t01_anExpiredCertificateIsRefusedThoughItsSignerIsTrusted() throws Exception {
        TlsCertificates.Signed expired = TlsCertificates.signed("ip:127.0.0.1", "-60d");
        refused(
                with(expired.pair()),
                ClientTlsOptions.trusting(expired.signer()),
                "127.0.0.1",
                "validity check failed");
        TlsCertificates.Signed valid = TlsCertificates.signed("ip:127.0.0.1", "-1d");
        assertThat(ask(with(valid.pair()), ClientTlsOptions.trusting(valid.signer()), "127.0.0.1"))
                .endsWith("secure true");
    }

    @Test
    void t01_aTrustedCertificateOfAnotherHostIsRefusedUnlessTheCheckIsTurnedOffByHand() throws Exception {
        TlsCertificates.Pair other = TlsCertificates.of("EC", "dns:a.example");
        WebSocketServer server = with(other);
        ClientTlsOptions options = ClientTlsOptions.trusting(other.chainPem());
        refused(server, options, "b.example", "No subject alternative DNS name matching b.example found");
        refused(server, options, "127.0.0.1", "No subject alternative names matching IP address 127.0.0.1 found");
        assertThat(ask(server, options.dangerouslyWithoutHostNameCheck(), "b.example"))
                .endsWith("secure true");
        assertThat(options.checksHostName()).isTrue();
        assertThat(ClientTlsOptions.of(javax.net.ssl.SSLContext.getDefault()).checksHostName())
                .isTrue();
    }
}
