package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.websocket.Handshake;
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
import java.util.Optional;
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
    private ServerAddress server;
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
        Callbacks.run(() -> {
            Prepared prepared = prepare(to);
            home.loop().enqueue(life, () -> onPrepared(prepared));
        });
    }

    private Prepared prepare(ServerAddress to) {
        Headers all = options.headers();
        for (Map.Entry<String, Supplier<String>> header : options.freshHeaders().entrySet()) {
            try {
                all = all.with(header.getKey(), header.getValue().get());
            } catch (RuntimeException | Error error) {
                return new Prepared(
                        all,
                        NONE,
                        new ConnectionFailure.HeadersUnavailable(
                                "cannot connect to " + to + ": the supplier of header " + header.getKey() + " failed: "
                                        + error.getMessage(),
                                error));
            }
        }
        try {
            return new Prepared(all, InetAddress.getAllByName(to.host()), null);
        } catch (UnknownHostException unknown) {
            return new Prepared(
                    all,
                    NONE,
                    new ConnectionFailure.Unreachable(
                            "cannot connect to " + to + ": no such host as " + to.host(), unknown));
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
        untried.addAll(AddressOrder.alternating(List.of(prepared.addresses()), server.port()));
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
                        fresh.pipeline().addLast(newHandshake(fresh));
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

    private ClientHandshake newHandshake(Channel fresh) {
        RequestHead request = Handshake.request(
                server.hostHeader(), server.target(), home.keys().bytes(16), options.subprotocols(), headers);
        return new ClientHandshake(this, home.loop(), fresh, request, options.limits());
    }

    private String unreachable(@Nullable Throwable failure) {
        String why = failure == null ? "no address" : String.valueOf(failure.getMessage());
        String short_ = why.contains("refused") ? "connection refused: nobody listens there" : why;
        return "cannot connect to " + server + ": " + short_ + (tried > 1 ? " (" + tried + " addresses tried)" : "");
    }

    // --- the handshake --------------------------------------------------------------------------------------------

    /** There is a TCP connection, and the request is on its way. */
    void connected(ClientHandshake which) {
        handshake = which;
        untried.clear();
        addressDeadline = Loop.NEVER;
    }

    /** The server agreed. */
    void opened(ClientHandshake which, RequestHead request, Optional<String> subprotocol, @Nullable ByteBuf behind) {
        if (over) {
            which.channel().close();
            return;
        }
        over = true;
        life.opened(which, request, subprotocol, behind);
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
                ? "the handshake is not answered"
                : tried > 0 ? "no TCP connection" : "its name or the headers were not there";
        return "cannot connect to " + server + ": " + what + " after the connect timeout of " + timeout.toMillis()
                + " ms";
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
