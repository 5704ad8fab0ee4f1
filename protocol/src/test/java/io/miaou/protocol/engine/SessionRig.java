package io.miaou.protocol.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A session, the time, and a sink that writes down what it hears. */
final class SessionRig implements SessionSink {
    static final long SECOND = 1_000_000_000L;
    static final long MILLI = 1_000_000L;
    static final SessionTimes TIMES = new SessionTimes(25 * SECOND, 20 * SECOND, 10 * SECOND, 30 * SECOND, 10 * SECOND);

    /** What the sink heard since it was read last. */
    final List<String> heard = new ArrayList<>();

    final ServerSession session;
    long now;
    boolean writable = true;
    boolean compress; // of the last answer
    Runnable onMessage = () -> {};

    private SessionRig(SessionTimes times, boolean webSocket) {
        session = webSocket ? ServerSession.onWebSocket(times, this, now) : ServerSession.onPolling(times, this, now);
        session.open(List.of(packet("0{}")));
        heard.clear();
    }

    static SessionRig polling() {
        return polling(TIMES);
    }

    static SessionRig polling(SessionTimes times) {
        return new SessionRig(times, false);
    }

    static SessionRig webSocket() {
        return webSocket(TIMES);
    }

    static SessionRig webSocket(SessionTimes times) {
        return new SessionRig(times, true);
    }

    /** A session after its upgrade. */
    static SessionRig afterUpgrade() {
        SessionRig rig = probing();
        rig.text("5");
        rig.take();
        return rig;
    }

    /** A session whose probe was answered. */
    static SessionRig probing() {
        SessionRig rig = polling();
        rig.session.probe(rig.now);
        rig.text("2probe");
        rig.take();
        return rig;
    }

    static OutgoingPacket packet(String text) {
        return OutgoingPacket.text(text.getBytes(UTF_8));
    }

    void send(String text) {
        session.send(packet(text), false);
    }

    boolean poll() {
        return session.poll(now);
    }

    /** A whole POST, all its slices. */
    void post(String body) {
        if (session.postBegun()) {
            boolean done = session.post(body.getBytes(UTF_8), 10_000, now);
            while (!done) {
                done = session.continuePost(now);
            }
        }
    }

    void text(String frame) {
        session.text(frame.getBytes(UTF_8), now);
    }

    /** Time goes on, with every deadline on the way kept to the nanosecond. */
    void pass(long nanos) {
        long end = now + nanos;
        while (session.deadline() <= end) {
            now = Math.max(now, session.deadline());
            session.onDeadline(now);
        }
        now = end;
    }

    /** What was heard, which is forgotten. */
    List<String> take() {
        List<String> all = List.copyOf(heard);
        heard.clear();
        return all;
    }

    @Override
    public void onMessage(byte[] packet, int from, int to, boolean binary) {
        heard.add(
                binary
                        ? "binary " + HexFormat.of().formatHex(packet, from, to)
                        : "message " + new String(packet, from, to - from, UTF_8));
        onMessage.run();
    }

    @Override
    public void answerPoll(byte[] body, boolean mayCompress) {
        compress = mayCompress;
        heard.add("GET gets " + new String(body, UTF_8).replace('\u001e', '|'));
    }

    @Override
    public void transmit(OutgoingPacket packet) {
        heard.add("frame "
                + (packet.isBinary() ? HexFormat.of().formatHex(packet.bytes()) : new String(packet.bytes(), UTF_8)));
    }

    @Override
    public void transmitControl(byte[] text) {
        heard.add("control " + new String(text, UTF_8));
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void closeWebSocket(int code) {
        heard.add("WebSocket closed " + code);
    }

    @Override
    public void closeProbe() {
        heard.add("probe closed");
    }

    @Override
    public void upgraded() {
        heard.add("upgraded");
    }

    @Override
    public void drained() {
        heard.add("drained");
    }

    @Override
    public void closed(CloseReason reason, String description) {
        heard.add("closed: " + reason.wire() + (description.isEmpty() ? "" : ", " + description));
    }
}
