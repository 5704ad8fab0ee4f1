package io.miaou.chat.room;

import io.miaou.chat.wire.Capability;
import io.miaou.chat.wire.ClientFrame;
import io.miaou.chat.wire.FrameWriter;
import io.miaou.chat.wire.ServerFrame;
import io.miaou.chat.wire.TimestampUnit;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketGroup;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A room where everybody hears everybody.
 *
 * <p><b>The law of order.</b> One lock; whatever is said takes its place, its time and its id under it, goes into the
 * history and is handed to the audience before the lock is given back. So the order in the room is the order of appends,
 * times never go back, and every connection hears the same order.
 *
 * <p><b>No gap, no double.</b> A connection hears everything from the moment it entered, named or not, as with the
 * course's servers; {@link Member#heardAfter} remembers the last message before that moment. A replay tells exactly what
 * lies before, and happens once. A connection that said in its handshake that it knows about histories enters the audience
 * with its first frame only, so that it hears the replay before anything live: were it cut in the middle of the replay, the
 * last time it saw would still be a true answer to "since when?". The last part of a replay (nearly always all of it)
 * leaves under the same lock as the announcement of the join, so that nothing of the room gets in between.
 *
 * <p>Nothing under the lock blocks: sending only queues. A long replay waits between its parts for the peer to read, outside
 * the lock, on the thread of the connection's handler; a reader that stalls holds up itself alone.
 *
 * <p>Safe for use by many threads. What one member does must come from one thread at a time, in order, as a {@link
 * io.miaou.websocket.WebSocketHandler} is called.
 */
public final class Room {
    /**
     * How much of a replay is queued before we wait for the peer to read, in characters; with the message that passes it, at
     * most 400 KiB in UTF-8, which fits into the free half of a connection's send queue.
     */
    static final int REPLAY_PART = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final String name;
    private final MessageIds ids;
    private final InstantSource clock;
    private final History history; // guarded by lock
    private final Audience audience; // guarded by lock
    private final Set<Member> members = new HashSet<>(); // guarded by lock
    private final Map<String, Set<Member>> byName = new HashMap<>(); // guarded by lock; no empty sets
    private long lastSequence; // guarded by lock
    private long lastTime; // guarded by lock
    private boolean silent; // guarded by lock

    /**
     * A room with nobody in it.
     *
     * @param name as it stands in frames: {@code #salon-principal}
     * @param groups makes new groups on the server that the members' connections belong to
     */
    public Room(String name, History history, MessageIds ids, InstantSource clock, Supplier<WebSocketGroup> groups) {
        this.name = name;
        this.history = history;
        this.ids = ids;
        this.clock = clock;
        this.audience = new Audience(groups);
    }

    /**
     * Welcomes a connection. It hears everything from here on, or from its first frame on if it knows about histories.
     *
     * @param capabilities what it asked for in its handshake
     */
    public Member enter(WebSocket socket, TimestampUnit unit, Set<Capability> capabilities) {
        lock.lock();
        try {
            Member member = new Member(socket, unit);
            member.capabilities.addAll(capabilities);
            members.add(member);
            send(member, new ServerFrame.Welcome(capabilities, now()));
            if (!capabilities.contains(Capability.HISTORY)) {
                hear(member);
            }
            return member;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets a connection that is over, and tells the others if it had a name.
     *
     * @return the name it had
     */
    public Optional<String> exit(Member member) {
        lock.lock();
        try {
            if (!members.remove(member)) {
                return Optional.empty();
            }
            if (member.hears) {
                audience.remove(member);
            }
            return giveUpName(member);
        } finally {
            lock.unlock();
        }
    }

    /** Takes the name back and tells the others; the connection stays and goes on hearing everything. */
    public Optional<String> leave(Member member) {
        lock.lock();
        try {
            hear(member);
            return giveUpName(member);
        } finally {
            lock.unlock();
        }
    }

    /** Speaks to a member in that unit from here on. */
    public void useUnit(Member member, TimestampUnit unit) {
        lock.lock();
        try {
            if (member.unit != unit) {
                change(member, () -> member.unit = unit);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives a member its name, after what it asks to be told again, and tells everybody, the member too. May wait. */
    public void join(Member member, ClientFrame.Join join) {
        long told = 0;
        while (true) {
            lock.lock();
            try {
                List<History.Entry> missing = missing(member, join, told);
                int count = tellAgain(member, missing);
                if (count == missing.size()) {
                    register(member, join);
                    return;
                }
                told = missing.get(count - 1).sequence();
            } finally {
                lock.unlock();
            }
            member.socket.drained().join();
        }
    }

    /** Says something to everybody, the speaker too. */
    public void say(Member member, ClientFrame.Message message) {
        lock.lock();
        try {
            hear(member);
            var said = new ServerFrame.Message(
                    ids.next(), name, member.displayName(), message.content(), message.clientId(), now());
            history.append(new History.Entry(++lastSequence, said));
            audience.tellAll(said);
        } finally {
            lock.unlock();
        }
    }

    /** Says something to all connections of a name and to nobody else; tells the speaker when there is none. */
    public void whisper(Member member, ClientFrame.Private message) {
        lock.lock();
        try {
            hear(member);
            Set<Member> addressees = byName.getOrDefault(message.to(), Set.of());
            if (addressees.isEmpty()) {
                String problem = "Nobody here is called " + message.to() + ": your private message was not delivered.";
                send(member, new ServerFrame.Notice(problem, message.clientId(), now()));
                return;
            }
            String id = ids.next();
            sendToEach(
                    addressees,
                    new ServerFrame.Private(
                            id, member.displayName(), message.to(), message.content(), message.clientId(), now()));
            if (member.capabilities.contains(Capability.ACK)) {
                send(member, new ServerFrame.Ack(id, message.to(), message.clientId(), now()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Tells those who asked to see it, but not the typist, who asked by this. */
    public void typing(Member member, boolean isTyping) {
        lock.lock();
        try {
            if (members.contains(member)) {
                hear(member);
                if (!member.capabilities.contains(Capability.TYPING)) {
                    change(member, () -> member.capabilities.add(Capability.TYPING));
                }
                member.typing = isTyping;
                audience.tellWatchersBut(member, new ServerFrame.Typing(member.displayName(), isTyping, now()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Answers a ping. */
    public void pong(Member member, ClientFrame.Ping ping) {
        lock.lock();
        try {
            hear(member);
            send(member, new ServerFrame.Pong(ping.t(), now()));
        } finally {
            lock.unlock();
        }
    }

    /** The server's word to one member. */
    public void notice(Member member, String content) {
        lock.lock();
        try {
            send(member, new ServerFrame.Notice(content, null, now()));
        } finally {
            lock.unlock();
        }
    }

    /** From here on nobody is told who leaves, because everybody does: the server is about to close. */
    public void fallSilent() {
        lock.lock();
        try {
            silent = true;
        } finally {
            lock.unlock();
        }
    }

    /** How many connections there are, named or not. */
    public int size() {
        lock.lock();
        try {
            return members.size();
        } finally {
            lock.unlock();
        }
    }

    /** The names in use. */
    public Set<String> names() {
        lock.lock();
        try {
            return Set.copyOf(byName.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** What is still to be told to a member that asked for it: everything it does not hear live. */
    private List<History.Entry> missing(Member member, ClientFrame.Join join, long told) {
        Long since = join.since();
        if (since == null || member.replayed) {
            return List.of();
        }
        long end = member.hears ? member.heardAfter : Long.MAX_VALUE;
        List<History.Entry> missing = history.since(since, join.lastIds());
        missing.removeIf(entry -> entry.sequence() <= told || entry.sequence() > end);
        return missing;
    }

    /** Sends old messages, as many as may be queued at once but not none of some, and returns how many. */
    private static int tellAgain(Member member, List<History.Entry> missing) {
        int count = 0;
        for (int length = 0; count < missing.size() && length < REPLAY_PART; count++) {
            String frame = FrameWriter.write(missing.get(count).message(), member.unit);
            member.socket.send(frame);
            length += frame.length();
        }
        return count;
    }

    private void register(Member member, ClientFrame.Join join) {
        if (!members.contains(member)) {
            return;
        }
        member.replayed |= join.since() != null;
        hear(member);
        if (!member.capabilities.containsAll(join.capabilities())) {
            change(member, () -> member.capabilities.addAll(join.capabilities()));
        }
        stopTyping(member);
        unregister(member);
        member.name = join.username();
        byName.computeIfAbsent(join.username(), any -> new HashSet<>()).add(member);
        audience.tellAll(announcement(join.username() + " has joined the chat"));
    }

    /** Puts a member into the audience, if it is not there. */
    private void hear(Member member) {
        if (!member.hears && members.contains(member)) {
            member.hears = true;
            member.heardAfter = lastSequence;
            audience.add(member);
        }
    }

    /** Changes what a member's place in the audience hangs on. */
    private void change(Member member, Runnable change) {
        if (member.hears) {
            audience.remove(member);
            change.run();
            audience.add(member);
        } else {
            change.run();
        }
    }

    private Optional<String> giveUpName(Member member) {
        stopTyping(member);
        Optional<String> left = Optional.ofNullable(member.name);
        unregister(member);
        if (!silent) {
            left.ifPresent(gone -> audience.tellAllBut(member, announcement(gone + " has left the chat")));
        }
        return left;
    }

    private void unregister(Member member) {
        if (member.name != null) {
            byName.computeIfPresent(member.name, (any, same) -> same.remove(member) && same.isEmpty() ? null : same);
            member.name = null;
        }
    }

    private void stopTyping(Member member) {
        if (member.typing) {
            member.typing = false;
            audience.tellWatchersBut(member, new ServerFrame.Typing(member.displayName(), false, now()));
        }
    }

    private ServerFrame announcement(String content) {
        return new ServerFrame.Announcement(ids.next(), name, content, now());
    }

    private static void send(Member member, ServerFrame frame) {
        member.socket.send(FrameWriter.write(frame, member.unit));
    }

    private static void sendToEach(Set<Member> addressees, ServerFrame frame) {
        Map<TimestampUnit, String> written = new EnumMap<>(TimestampUnit.class);
        for (Member addressee : addressees) {
            addressee.socket.send(written.computeIfAbsent(addressee.unit, unit -> FrameWriter.write(frame, unit)));
        }
    }

    /** The time, which never goes back in a room: a client asks for what it missed by the last time it saw. */
    private long now() {
        lastTime = Math.max(lastTime, clock.millis());
        return lastTime;
    }
}
