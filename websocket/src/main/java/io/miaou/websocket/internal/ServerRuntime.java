package io.miaou.websocket.internal;

import io.miaou.protocol.http.HttpLimits;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.websocket.CloseCode;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.Handshake;
import io.miaou.websocket.ServerOptions;
import io.miaou.websocket.WebSocketGroup;
import io.miaou.websocket.WebSocketMetrics;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running server: its loops, its listening channel, and what all its connections share.
 *
 * <p>Safe for use by many threads; {@link #start} and {@link #close} block and are called on none of the loops.
 */
public final class ServerRuntime implements ConnectionOwner, MountHost {
    private static final int BACKLOG = 4096;

    private enum Phase {
        NEW,
        RUNNING,
        CLOSING
    }

    private final ServerOptions options;
    private final HttpLimits httpLimits;
    private final ConnectionSettings settings;
    private final List<MountPoint> mounts;
    private final Deflation deflation;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
    private final ReentrantLock startOrClose = new ReentrantLock();
    private final Acceptor acceptor;
    private final Reception reception;
    private final @Nullable ServerTls tls;
    private final ChannelFutureListener whenClosed = closed -> connectionEnded(); // one for all
    private final AtomicInteger handlers = new AtomicInteger(); // connections whose onClose has not returned
    private final Departures departures = new Departures();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile List<Loop> loops = List.of(); // set once, before anybody connects
    private volatile Map<EventLoop, Loop> loopsByExecutor = Map.of();
    private volatile @Nullable EventLoopGroup group;
    private volatile @Nullable Channel listener;
    private volatile Admission admission = new Admission(List.of(), List.of(), true);

    /** A server that does not listen yet, with what other protocols mount in it. */
    public ServerRuntime(ServerOptions options, List<Mount> mounts) {
        this.options = options;
        this.reception = new Reception(this, options);
        var limits = options.limits();
        this.httpLimits = new HttpLimits(
                limits.maxStartLine(),
                limits.maxHeader(),
                limits.maxHeadersSize(),
                limits.maxHeaderCount(),
                limits.maxStreamedBodySize());
        this.settings = ConnectionSettings.of(options);
        this.mounts =
                mounts.stream().map(mount -> MountPoint.of(mount, settings)).toList();
        this.tls = options.tls() == null ? null : new ServerTls(options.tls(), this, limits.maxSendQueueMessages());
        this.acceptor = new Acceptor(limits.maxConnections(), settings.metrics());
        this.deflation = new Deflation(options.compression(), options.eventLoops());
    }

    // --- start ----------------------------------------------------------------------------------------------------

    /** Listens. */
    public void start() throws IOException {
        startOrClose.lock();
        try {
            listen();
        } finally {
            startOrClose.unlock();
        }
    }

    private void listen() throws IOException {
        if (!phase.compareAndSet(Phase.NEW, Phase.RUNNING)) {
            throw new IllegalStateException("a server starts once: build another");
        }
        NativeTransport transport = mounts.isEmpty() || options.eventLoops() == 1
                ? NativeTransport.of(options.transport())
                : NativeTransport.thatMoves(options.transport());
        InetSocketAddress address = ListenAddress.of(options);
        admission = new Admission(options.allowedOrigins(), options.allowedHosts(), isLoopback(address));
        EventLoopGroup workers = new MultiThreadIoEventLoopGroup(
                options.eventLoops(), new DefaultThreadFactory("miaou-loop", true), transport.handlerFactory());
        group = workers;
        makeLoops(workers);
        try {
            mounts.forEach(point -> point.mount().begin(this));
            if (tls != null) {
                tls.load();
            }
            listener = bind(transport, workers, address);
        } catch (IOException error) {
            close();
            throw error;
        }
    }

    private void makeLoops(EventLoopGroup workers) {
        Map<EventLoop, Loop> made = new LinkedHashMap<>();
        for (EventExecutor executor : workers) {
            EventLoop eventLoop = (EventLoop) executor;
            made.put(eventLoop, new Loop(eventLoop, options.timeSource()));
        }
        loops = List.copyOf(made.values());
        loopsByExecutor = Map.copyOf(made);
    }

    private Channel bind(NativeTransport transport, EventLoopGroup workers, InetSocketAddress address)
            throws IOException {
        int high = options.limits().maxSendQueue() / 2;
        var bootstrap = new ServerBootstrap()
                .group(workers)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new ServerChannelRecvByteBufAllocator()) // one at a time
                .handler(acceptor)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(high / 2, high))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                });
        transport.tune(bootstrap);
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw ListenAddress.refused(options, bound.cause());
        }
        return bound.channel();
    }

    private static boolean isLoopback(InetSocketAddress address) {
        return address.getAddress().isLoopbackAddress();
    }

    // --- connections ----------------------------------------------------------------------------------------------

    private void accept(Channel channel) {
        channel.closeFuture().addListener(whenClosed);
        reception.receive(channel, loopOf(channel));
    }

    private Loop loopOf(Channel channel) {
        Loop loop = loopsByExecutor.get(channel.eventLoop());
        if (loop == null) {
            throw new IllegalStateException("a channel of a foreign event loop");
        }
        return loop;
    }

    /** Reads the certificates again; see the public class. */
    public void reloadTls() throws IOException {
        if (tls == null) {
            throw new IllegalStateException(
                    "the server speaks no TLS: give it certificates with tls(...) when it is built");
        }
        tls.reload();
    }

    /** A new group. */
    public WebSocketGroup newGroup() {
        return new LiveGroup(this);
    }

    /** How many connections there are. */
    public int connections() {
        return acceptor.connections();
    }

    /** The port it listens on. */
    public int port() {
        Channel open = listener;
        if (open == null) {
            throw new IllegalStateException("the server does not listen yet: call start() first");
        }
        return ((InetSocketAddress) open.localAddress()).getPort();
    }

    // --- what connections ask -------------------------------------------------------------------------------------

    ServerOptions options() {
        return options;
    }

    HttpLimits httpLimits() {
        return httpLimits;
    }

    @Override
    public ConnectionSettings settings() {
        return settings;
    }

    @Nullable
    ServerTls tls() {
        return tls;
    }

    Deflation deflation() {
        return deflation;
    }

    /** What a request asks for, and what to answer if it is WebSocket. */
    Handshake.Answer judge(RequestHead head) {
        return Upgrade.judge(head, options.endpoints(), deflation.policy());
    }

    Reception reception() {
        return reception;
    }

    Admission admission() {
        return admission;
    }

    /** Whose request it is, if a mount claims it. On a loop. */
    @Nullable
    MountPoint mountOf(RequestHead head) {
        for (int i = 0; i < mounts.size(); i++) {
            if (mounts.get(i).mount().claims(head)) {
                return mounts.get(i);
            }
        }
        return null;
    }

    /** Whether the end has begun. */
    boolean isClosing() {
        return phase.get() == Phase.CLOSING;
    }

    @Override
    public List<Loop> loops() {
        return loops;
    }

    @Override
    public Budget outboundBudget() {
        return settings.outboundBudget();
    }

    @Override
    public Budget inboundBudget() {
        return settings.inboundBudget();
    }

    @Override
    public WebSocketMetrics metrics() {
        return settings.metrics();
    }

    /** How many connections' handlers have not heard the end. */
    int handlers() {
        return handlers.get();
    }

    @Override
    public void handlerBegins() {
        handlers.incrementAndGet();
    }

    @Override
    public void handlerEnded() {
        if (handlers.decrementAndGet() == 0 || phase.get() == Phase.CLOSING) {
            departures.signal();
        }
    }

    @Override
    public CloseStatus goingAway() {
        return new CloseStatus(CloseCode.GOING_AWAY, "");
    }

    @Override
    public void peerFault(String kind, Object peer, String detail) {
        RateLimitedLog.LOG.peer(kind, peer + ": " + detail);
    }

    // --- end ------------------------------------------------------------------------------------------------------

    /** Waits for the end of {@link #close}. */
    public void awaitTermination() throws InterruptedException {
        terminated.await();
    }

    /** Ends the server; see the public class. */
    public void close() {
        if (loops.stream().anyMatch(Loop::isCurrent)) {
            throw new IllegalStateException(
                    "close() waits for the event loop it was called on: call it from another thread");
        }
        if (!begins()) {
            awaitQuietly(terminated, Long.MAX_VALUE);
            return;
        }
        Channel open = listener;
        if (open != null) {
            open.close().awaitUninterruptibly();
        }
        // One handler cannot end while it waits for us: the one that called us, if one did.
        int mine = Mailbox.isCurrent() ? 1 : 0;
        mounts.forEach(point -> shutDown(point.mount()));
        onAllConnections(LoopHandler::shutDown);
        departures.await(
                options.timeouts().closeTimeout().toNanos(),
                () -> acceptor.connections() == 0 && handlers.get() <= mine);
        onAllConnections(LoopHandler::breakOff);
        departures.await(TimeUnit.SECONDS.toNanos(1), () -> acceptor.connections() == 0);
        EventLoopGroup workers = group;
        if (workers != null) {
            loops.forEach(loop -> loop.execute(loop::stop));
            workers.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        }
        deflation.close();
        terminated.countDown();
    }

    private static void shutDown(Mount mount) {
        try {
            mount.shutDown();
        } catch (RuntimeException bug) {
            RateLimitedLog.LOG.error("a bug of ours at the end of a mount", bug);
        }
    }

    /** Whether this call is the one that closes; waits for a start that is under way. */
    private boolean begins() {
        startOrClose.lock();
        try {
            return phase.getAndSet(Phase.CLOSING) != Phase.CLOSING;
        } finally {
            startOrClose.unlock();
        }
    }

    private void onAllConnections(Consumer<LoopHandler> action) {
        List<CountDownLatch> done = new ArrayList<>();
        for (Loop loop : loops) {
            CountDownLatch latch = new CountDownLatch(1);
            done.add(latch);
            loop.execute(() -> {
                loop.forEach(action);
                latch.countDown();
            });
        }
        done.forEach(latch -> awaitQuietly(latch, TimeUnit.SECONDS.toNanos(2)));
    }

    private void connectionEnded() {
        if (acceptor.connectionEnded() == 0) {
            departures.signal();
        }
    }

    private static void awaitQuietly(CountDownLatch latch, long nanos) {
        try {
            latch.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
