package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One end of a simulated connection: a machine, an encoder, and the bytes that are on their way to it. It says what its
 * random source makes it say, and remembers what it said and heard.
 */
final class SimulatedPeer implements WebSocketMachine.Sink {
    private static final MessageLimits LIMITS = new MessageLimits(100_000, 1_000);

    final Side side;
    final CountingBudget budget = CountingBudget.unlimited();
    final WebSocketMachine machine;
    final List<String> said = new ArrayList<>();
    final List<String> heard = new ArrayList<>();
    final List<String> pings = new ArrayList<>();
    final List<String> pongs = new ArrayList<>();
    final List<CloseStatus> ends = new ArrayList<>();
    final List<WebSocketMachine.Ending> endings = new ArrayList<>();

    @Nullable
    CloseStatus closedWith; // by this end, before it heard of the other's close

    @Nullable
    CloseStatus requested;

    @Nullable
    Violation violation;

    boolean paused;
    boolean inputEnded;

    private final Random random;
    private final FrameEncoder encoder;
    private final ArrayDeque<Fragment> unsent = new ArrayDeque<>();
    private byte[] incoming = new byte[0];
    private @Nullable SimulatedPeer other;
    private long now;

    private record Fragment(boolean fin, Opcode opcode, byte[] payload, String whenDone) {}

    SimulatedPeer(Side side, ConnectionTimes times, Random random) {
        this.side = side;
        this.random = random;
        this.encoder = side == Side.SERVER ? FrameEncoder.server() : FrameEncoder.client(random::nextInt);
        this.machine = new WebSocketMachine(new FrameDecoder(side, LIMITS, budget), times, this, 0);
    }

    void connect(SimulatedPeer peer) {
        other = peer;
    }

    // --- what it does ---------------------------------------------------------------------------------------------

    /** Begins a message of one to five fragments; they leave one by one. */
    void beginMessage() {
        if (!machine.maySend() || !unsent.isEmpty()) {
            return;
        }
        boolean text = random.nextBoolean();
        byte[] payload = text ? randomText() : randomBytes(random.nextInt(40) == 0 ? 70_000 : random.nextInt(300));
        String line = Heard.line(text ? "text" : "binary", payload);
        int fragments = 1 + random.nextInt(5);
        int at = 0;
        for (int i = 0; i < fragments; i++) {
            boolean fin = i == fragments - 1;
            int end = fin ? payload.length : at + random.nextInt(payload.length - at + 1);
            Opcode opcode = i > 0 ? Opcode.CONTINUATION : text ? Opcode.TEXT : Opcode.BINARY;
            unsent.add(new Fragment(fin, opcode, Arrays.copyOfRange(payload, at, end), line));
            at = end;
        }
    }

    void sendFragment() {
        Fragment fragment = unsent.poll();
        if (fragment == null || !machine.maySend()) {
            return;
        }
        put(fragment.fin, fragment.opcode, fragment.payload);
        if (fragment.fin) {
            said.add(fragment.whenDone);
        }
    }

    void ping() {
        if (machine.maySend()) {
            byte[] payload = Bytes.utf8("a ping, " + pings.size());
            pings.add(Bytes.hex(payload));
            put(true, Opcode.PING, payload);
        }
    }

    void close() {
        CloseStatus status = random.nextInt(4) == 0
                ? CloseStatus.NO_STATUS
                : new CloseStatus(3_000 + random.nextInt(2_000), random.nextBoolean() ? "" : "bye from " + side);
        if (machine.state() == WebSocketMachine.State.OPEN) {
            closedWith = status;
        }
        machine.close(status, now);
    }

    void togglePause() {
        paused = !paused;
        machine.pause(paused, now);
        if (!paused) {
            receive(0);
        }
    }

    /** Takes some of what is on its way. */
    void receive(int count) {
        int size = Math.min(count, incoming.length);
        ByteBuffer in = ByteBuffer.wrap(incoming, 0, size == 0 ? incoming.length : size);
        if (random.nextBoolean()) {
            in = in.slice().asReadOnlyBuffer();
        }
        machine.receive(in, now);
        incoming = Arrays.copyOfRange(incoming, in.position(), incoming.length);
    }

    boolean hasIncoming() {
        return incoming.length > 0;
    }

    /** The wire is cut towards this end. */
    void endInput() {
        inputEnded = true;
        incoming = new byte[0];
        machine.endOfInput();
    }

    void time(long nanos) {
        now = nanos;
        machine.onDeadline(now);
    }

    boolean isClosed() {
        return machine.state() == WebSocketMachine.State.CLOSED;
    }

    private void put(boolean fin, Opcode opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(encoder.encodedLength(payload.length));
        encoder.encode(frame, fin, opcode, payload, 0, payload.length);
        SimulatedPeer peer = other;
        if (peer != null && !peer.inputEnded) {
            peer.incoming = Bytes.join(peer.incoming, frame.array());
        }
    }

    private byte[] randomBytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] randomText() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(100); i > 0; i--) {
            int point = random.nextInt(1 << (7 + random.nextInt(14)));
            text.appendCodePoint(Character.getType(point) == Character.SURROGATE ? 'x' : point);
        }
        return Bytes.utf8(text.toString());
    }

    // --- what it hears --------------------------------------------------------------------------------------------

    @Override
    public void text(byte[] utf8) {
        hear(Heard.line("text", utf8));
    }

    @Override
    public void binary(byte[] data) {
        hear(Heard.line("binary", data));
    }

    private void hear(String line) {
        assertThat(closedWith).as("nothing is delivered after our close").isNull();
        assertThat(paused).as("nothing is delivered while paused").isFalse();
        heard.add(line);
        if (random.nextInt(20) == 0) {
            paused = true;
            machine.pause(true, now); // the mailbox is full
        }
    }

    @Override
    public void pong(byte[] data) {
        if (data.length != Long.BYTES) { // otherwise the late answer to a heartbeat
            pongs.add(Bytes.hex(data));
        }
    }

    @Override
    public void closeRequested(CloseStatus status) {
        requested = status;
        if (random.nextBoolean()) {
            machine.confirmClose();
        }
    }

    @Override
    public void transmit(Opcode opcode, byte[] payload) {
        put(true, opcode, payload);
    }

    @Override
    public void violated(Violation found) {
        violation = found;
    }

    @Override
    public void finish(CloseStatus status, WebSocketMachine.Ending ending) {
        ends.add(status);
        endings.add(ending);
    }
}
