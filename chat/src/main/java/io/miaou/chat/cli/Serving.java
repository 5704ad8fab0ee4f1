package io.miaou.chat.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a command that serves. It starts its listeners, prints a line {@code listening NAME URL} for each and then
 * {@code ready}, all on standard output; on SIGTERM or SIGINT it closes what it started and exits with 0.
 *
 * <p>A shutdown hook does the closing and then halts the machine itself: the exit code of a JVM that merely lets a signal
 * take its course is 143. A second signal finds the JVM going down already and changes nothing.
 *
 * <p>Safe for use by many threads: the signal may come while the command is still starting.
 */
public final class Serving {
    /** A stop takes no longer: who asked for it was promised ten seconds. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(9);

    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    private final PrintStream out;
    private final Deque<AutoCloseable> resources = new ArrayDeque<>(); // guarded by this
    private boolean stopped; // guarded by this

    Serving(PrintStream out) {
        this.out = out;
    }

    /** Starts what serves. */
    @FunctionalInterface
    public interface Job {
        /** Starts listeners, hands each to {@link Serving#closing} and names it with {@link Serving#listening}. */
        void start(Serving serving) throws Exception;
    }

    /**
     * Runs a command that serves, on standard output; returns only by exception, when it could not start.
     *
     * @throws Exception whatever the job throws; what it had started is closed
     */
    public static void run(Job job) throws Exception {
        Serving serving = new Serving(System.out);
        Thread hook = new Thread(serving::stopAndHalt, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            serving.start(job);
        } catch (Throwable failed) { // an Error too: the hook would halt with 0
            Runtime.getRuntime().removeShutdownHook(hook);
            throw failed;
        }
        new CountDownLatch(1).await(); // until the hook halts
    }

    /** Runs the job and prints what it listens on. */
    void start(Job job) throws Exception {
        try {
            job.start(this);
            say("ready");
        } catch (Throwable failed) {
            stop();
            throw failed;
        }
    }

    /** Takes charge of closing something; what is handed over last is closed first. */
    public synchronized <T extends AutoCloseable> T closing(T resource) {
        if (stopped) {
            close(resource);
        } else {
            resources.push(resource);
        }
        return resource;
    }

    /**
     * Tells which address a listener has.
     *
     * @param name the option that chooses its port, without dashes
     * @param url as of {@link Addresses#url}
     */
    public void listening(String name, String url) {
        say("listening " + name + " " + url);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Closes everything. Harmless when called again. */
    synchronized void stop() {
        stopped = true;
        while (!resources.isEmpty()) {
            close(resources.pop());
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception failed) {
            LOG.error("closing failed", failed);
        }
    }

    private void stopAndHalt() {
        try {
            if (!Thread.ofPlatform().daemon().start(this::stop).join(LONGEST_STOP)) {
                LOG.warn("not everything ended in {} s: breaking it off", LONGEST_STOP.toSeconds());
            }
        } catch (InterruptedException nobodyInterruptsAHook) {
            LOG.warn("interrupted while stopping");
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }
}
