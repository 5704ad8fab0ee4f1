package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.CloseStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The mailbox of one connection: order, marks, and no thread while there is nothing to do. */
class MailboxTest {
    private final Semaphore permits = new Semaphore(0);
    private final BlockingQueue<Delivery> read = new LinkedBlockingQueue<>();
    private final BlockingQueue<Thread> readers = new LinkedBlockingQueue<>();
    private final Semaphore halfEmpty = new Semaphore(0);

    private Mailbox<Delivery> mailbox(int maxEvents, int maxBytes) {
        return new Mailbox<>(
                new Mailbox.Capacity(maxEvents, maxBytes),
                reader(
                        delivery -> {
                            permits.acquireUninterruptibly();
                            read.add(delivery);
                            readers.add(Thread.currentThread());
                        },
                        halfEmpty));
    }

    private static Mailbox.Reader<Delivery> reader(Consumer<Delivery> each, Semaphore resumed) {
        return new Mailbox.Reader<>() {
            @Override
            public void read(Delivery delivery) {
                each.accept(delivery);
            }

            @Override
            public void halfEmpty() {
                resumed.release();
            }
        };
    }

    private static Delivery message(int bytes) {
        return new Delivery.Binary(new byte[bytes]);
    }

    private Delivery next() throws InterruptedException {
        Delivery next = read.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was read");
        }
        return next;
    }

    @Test
    void itIsFullAtItsMarkAndSaysSoUntilHalfIsDone() throws Exception {
        Mailbox<Delivery> mailbox = mailbox(4, 1_000);
        List<Delivery> offered = new ArrayList<>();
        assertThat(mailbox.offer(message(0))).isFalse();
        permits.release();
        next();
        boolean full = false;
        while (!full) { // one may be in the reader's hands already
            offered.add(message(0));
            full = mailbox.offer(offered.getLast());
        }
        assertThat(offered).hasSizeBetween(4, 5);
        offered.add(new Delivery.Close(CloseStatus.NO_STATUS));
        assertThat(mailbox.offer(offered.getLast()))
                .as("it takes what comes all the same")
                .isTrue();
        assertThat(halfEmpty.tryAcquire()).isFalse();
        permits.release(100);
        for (Delivery due : offered) {
            assertThat(next()).isSameAs(due);
        }
        assertThat(halfEmpty.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        assertThat(mailbox.offer(message(0))).isFalse();
        next();
        assertThat(halfEmpty.tryAcquire()).as("said once").isFalse();
    }

    @Test
    void itIsFullOfBytesToo() throws Exception {
        Mailbox<Delivery> mailbox = mailbox(100, 1_000);
        assertThat(mailbox.offer(message(400))).isFalse();
        assertThat(mailbox.offer(message(400))).isFalse();
        assertThat(mailbox.offer(message(400))).isTrue();
        permits.release(2);
        next();
        next();
        assertThat(halfEmpty.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        permits.release(100);
        next();
        assertThat(mailbox.offer(message(2_000_000_000 / 1_000))).isTrue();
        next();
        assertThat(halfEmpty.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void itsThreadEndsWithTheWorkAndAnotherBeginsWithTheNext() throws Exception {
        Mailbox<Delivery> mailbox = mailbox(100, 1_000);
        permits.release(100);
        for (int i = 0; i < 20; i++) {
            mailbox.offer(message(1));
            next();
            Thread reader = readers.take();
            assertThat(reader.isVirtual()).isTrue();
            assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void aThreadOfAMailboxKnowsThatItIsOne() throws Exception {
        BlockingQueue<Boolean> answers = new LinkedBlockingQueue<>();
        new Mailbox<>(new Mailbox.Capacity(4, 4), reader(delivery -> answers.add(Mailbox.isCurrent()), halfEmpty))
                .offer(message(1));
        assertThat(answers.poll(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Mailbox.isCurrent()).isFalse();
    }

    @Test
    void anInterruptThatOneCallLeavesBehindIsNotTheNextOnes() throws Exception {
        BlockingQueue<Boolean> found = new LinkedBlockingQueue<>();
        Mailbox<Delivery> mailbox = new Mailbox<>(
                new Mailbox.Capacity(100, 1_000),
                reader(
                        delivery -> {
                            permits.acquireUninterruptibly(); // until both wait: one thread reads them
                            found.add(Thread.currentThread().isInterrupted());
                            Thread.currentThread().interrupt();
                        },
                        halfEmpty));
        mailbox.offer(message(1));
        mailbox.offer(message(1));
        permits.release(2);
        assertThat(found.poll(10, TimeUnit.SECONDS)).isFalse();
        assertThat(found.poll(10, TimeUnit.SECONDS)).isFalse();
    }

    /** One thread puts in, as a loop does; what it is told last about full and half empty must always be the truth. */
    @Test
    void underLoadNothingIsLostAndFullIsAlwaysFollowedByHalfEmpty() throws Exception {
        long seed = System.nanoTime();
        System.out.println("mailbox, seed " + seed);
        Random slow = new Random(seed);
        AtomicInteger expected = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        int events = 50_000;
        Semaphore resumed = new Semaphore(0);
        Mailbox<Delivery> mailbox = new Mailbox<>(
                new Mailbox.Capacity(16, 1 << 20),
                reader(
                        delivery -> {
                            byte[] data = ((Delivery.Binary) delivery).data();
                            int number = ((data[0] & 0xFF) << 16) | ((data[1] & 0xFF) << 8) | (data[2] & 0xFF);
                            if (number != expected.getAndIncrement()) {
                                throw new AssertionError("event " + number + " out of order");
                            }
                            if (slow.nextInt(1_000) == 0) {
                                LockSupport.parkNanos(slow.nextInt(100_000));
                            }
                            if (number == events - 1) {
                                done.countDown();
                            }
                        },
                        resumed));
        for (int i = 0; i < events; i++) {
            byte[] data = {(byte) (i >> 16), (byte) (i >> 8), (byte) i};
            if (mailbox.offer(new Delivery.Binary(data))) {
                assertThat(resumed.tryAcquire(10, TimeUnit.SECONDS))
                        .as("resumed after event %d", i)
                        .isTrue();
            }
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(expected).hasValue(events);
        assertThat(resumed.availablePermits()).isZero();
    }
}
