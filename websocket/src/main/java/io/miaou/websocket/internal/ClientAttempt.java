package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.websocket.DeflateParameters;
import io.miaou.protocol.websocket.DeflatePolicy;
import io.miaou.protocol.websocket.Handshake;
import io.miaou.protocol.websocket.Side;
import io.miaou.websocket.ClientOptions;
import io.miaou.websocket.ConnectionFailure;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect: the headers, the name, one address after the other, the handshake; all within the connect timeout.
 *
 * <p>Looking up a name blocks, and so may the application's headers: both happen on a virtual thread, whose answer comes too
 * late or not. Addresses are tried in turn, the families alternating (RFC 8305 §4), each for its share of the time that is left:
 * one that swallows packets does not use up the time of those behind it. The loop's thread only.
 */
final class ClientAttempt {
    private static final InetAddress[] NONE = {};

    private final ClientLife life;
    private final ClientLoopGroup.Home home;
    private final ClientOptions options;
    private final long deadline;
    private final @Nullable ProxyAddress proxy;
    private final Deflation deflation;
    private DeflatePolicy compression;
    private ServerAddress server;
    private int redirects;
    private Headers headers = Headers.empty();
    private final Deque<InetSocketAddress> untried = new ArrayDeque<>();
    private int tried;
    private long addressDeadline = Loop.NEVER;
    private @Nullable Channel channel;
    private @Nullable ClientHandshake handshake; // while its answer is waited for
    private boolean over;

    ClientAttempt(ClientLife life, ClientLoopGroup.Home home, ClientOptions options) {
        this.life = life;
        this.home = home;
        this.options = options;
        this.server = ServerAddress.of(options.uri());
        this.deflation = home.deflation(options.compression());
        this.compression = deflation.policy();
        this.proxy = options.proxy().map(ProxyAddress::of).orElse(null);
        this.deadline = home.loop().now() + options.timeouts().connectTimeout().toNanos();
    }

    // --- headers and names ----------------------------------------------------------------------------------------

    /** What a thread that may block found out. */
    private record Prepared(
            Headers headers,
            InetAddress[] addresses,
            @Nullable ConnectionFailure failure) {}

    void begin() {
        ServerAddress to = server;
        boolean foreign = redirects > 0 && !to.isSameServer(ServerAddress.of(options.uri()));
        Callbacks.run(() -> {
            Prepared prepared = prepare(to, foreign);
            home.loop().enqueue(life, () -> onPrepared(prepared));
        });
    }

    /** Headers are the first server's alone: what proves who we are is nobody else's to see. */
    private Prepared prepare(ServerAddress to, boolean foreign) {
        Headers all = foreign ? Headers.empty() : options.headers();
        Map<String, Supplier<String>> fresh = foreign ? Map.of() : options.freshHeaders();
        for (Map.Entry<String, Supplier<String>> header : fresh.entrySet()) {
            try {
                all = all.with(header.getKey(), header.getValue().get());
            } catch (RuntimeException | Error error) {
                String why = "the supplier of header " + header.getKey() + " failed: " + error.getMessage();
                return new Prepared(all, NONE, new ConnectionFailure.HeadersUnavailable(cannot(why), error));
            }
        }
        String host = proxy == null ? to.host() : proxy.host();
        try {
            return new Prepared(all, InetAddress.getAllByName(host), null);
        } catch (UnknownHostException unknown) {
            return new Prepared(
                    all, NONE, new ConnectionFailure.Unreachable(cannot("no such host as " + host), unknown));
        }
    }

    private void onPrepared(Prepared prepared) {
        if (over) {
            return;
        }
        if (prepared.failure() != null) {
            fail(prepared.failure());
            return;
        }
        headers = prepared.headers();
        untried.addAll(
                AddressOrder.alternating(List.of(prepared.addresses()), proxy == null ? server.port() : proxy.port()));
        connectNext(null);
    }

    // --- TCP ------------------------------------------------------------------------------------------------------

    private void connectNext(@Nullable Throwable failure) {
        channel = null;
        addressDeadline = Loop.NEVER;
        InetSocketAddress address = untried.poll();
        if (address == null) {
            fail(new ConnectionFailure.Unreachable(unreachable(failure), failure));
            return;
        }
        tried++;
        long now = home.loop().now();
        addressDeadline = now + (deadline - now) / (untried.size() + 1);
        int high = options.limits().maxSendQueue() / 2;
        var bootstrap = new Bootstrap()
                .group(home.executor())
                .channel(home.transport().clientChannel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the loop's own deadline: no timer for each
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(high / 2, high))
                .disableResolver()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        channel = fresh;
                        if (proxy == null) {
                            addHandshake(fresh);
                        } else {
                            fresh.pipeline()
                                    .addLast(new ProxyTunnel(
                                            ClientAttempt.this, home.loop(), fresh, proxy, options.limits()));
                        }
                    }
                });
        home.transport().tune(bootstrap);
        bootstrap.connect(address).addListener(done -> {
            if (!done.isSuccess() && !over) {
                connectNext(done.cause());
            }
        });
        life.remind();
    }

    /** What speaks with the server: TLS if that is wanted, and behind it the handshake. */
    private ClientHandshake addHandshake(Channel fresh) {
        RequestHead request = Handshake.request(
                server.hostHeader(),
                server.target(),
                home.keys().bytes(16),
                options.subprotocols(),
                compression,
                headers);
        ClientHandshake added = new ClientHandshake(this, home.loop(), fresh, request, options.limits());
        if (server.secure()) {
            fresh.pipeline()
                    .addLast(ClientTls.newHandler(options.tls(), server.host(), server.port(), added::tlsFault));
        }
        fresh.pipeline().addLast(added);
        return added;
    }

    private String unreachable(@Nullable Throwable failure) {
        String why = failure == null
                ? "no address"
                : Objects.requireNonNullElse(
                        failure.getMessage(), failure.getClass().getSimpleName());
        return cannot((proxy == null ? "" : "the proxy " + proxy + ": ")
                + (why.contains("refused") ? "connection refused: nobody listens there" : why)
                + (tried > 1 ? " (" + tried + " addresses tried)" : ""));
    }

    /** The beginning of every message about a failure. */
    String cannot(String why) {
        return "cannot connect to " + server + ": " + why;
    }

    // --- the handshake --------------------------------------------------------------------------------------------

    /** There is a TCP connection: no other address is tried. */
    void connected() {
        untried.clear();
        addressDeadline = Loop.NEVER;
    }

    /** The proxy has opened the tunnel: what goes through it now is the server's. */
    void throughTunnel(ProxyTunnel tunnel, Channel through) {
        if (!over) {
            ClientHandshake begun = addHandshake(through);
            through.pipeline().remove(tunnel);
            begun.begin();
        }
    }

    /** The request is on its way, or waits for TLS. */
    void asked(ClientHandshake which) {
        connected();
        handshake = which;
    }

    /** The server sends us elsewhere; the channel is closed. */
    void redirected(ServerAddress to) {
        if (!over) {
            redirects++;
            server = to;
            beginAnew();
        }
    }

    /** Whether one more redirect is followed. */
    boolean mayFollow() {
        return redirects < options.followRedirects();
    }

    /** The server agreed. */
    void opened(ClientHandshake which, RequestHead request, Handshake.Outcome.Open open, @Nullable ByteBuf behind) {
        DeflateParameters agreed = open.deflate().orElse(null);
        ConnectionDeflate deflate = agreed == null || over ? null : deflation.begin(agreed, Side.CLIENT);
        if (over || (agreed != null && deflate == null)) {
            Buffers.release(behind);
            which.channel().close();
            if (!over) {
                deflation.noteCutBack(life, server); // agreed on, and not to be afforded: once more, without
                compression = DeflatePolicy.OFF;
                beginAnew();
            }
            return;
        }
        over = true;
        try {
            life.opened(which, request, server.secure(), open, deflate, behind);
        } catch (RuntimeException | Error bug) {
            RateLimitedLog.LOG.error("a bug of ours, or a lack of memory, ended the connection to " + server, bug);
            which.channel().close();
            if (life.failed(this, new ConnectionFailure.Unreachable(cannot("internal error"), bug))) {
                Buffers.release(behind); // nobody has taken them over
                if (deflate != null) {
                    deflate.end();
                }
            }
        }
    }

    private void beginAnew() {
        channel = null;
        handshake = null;
        tried = 0;
        begin();
    }

    /** The server did not; its channel is closed. */
    void failed(ConnectionFailure why) {
        if (!over) {
            fail(why);
        }
    }

    ServerAddress server() {
        return server;
    }

    // --- ends -----------------------------------------------------------------------------------------------------

    long deadline() {
        return Math.min(deadline, addressDeadline);
    }

    void onDue(long now) {
        if (over) {
            return;
        }
        if (now >= deadline) {
            ConnectionFailure answer = handshake == null ? null : handshake.refusalSoFar();
            fail(answer != null ? answer : new ConnectionFailure.TimedOut(tooLate()));
        } else if (now >= addressDeadline && channel != null && handshake == null) {
            addressDeadline = Loop.NEVER;
            channel.close(); // its promise fails, and the next has its turn
        }
    }

    private String tooLate() {
        Duration timeout = options.timeouts().connectTimeout();
        String what = handshake != null
                ? handshake.whatIsMissing()
                : channel != null && channel.isActive()
                        ? "the proxy has not answered"
                        : tried > 0 ? "no TCP connection" : "its name or the headers were not there";
        return cannot(what + " after the connect timeout of " + timeout.toMillis() + " ms");
    }

    private void fail(ConnectionFailure why) {
        abandon();
        life.failed(this, why);
    }

    /** Ends it without a word. */
    void abandon() {
        over = true;
        if (channel != null) {
            channel.close();
        }
    }
}
