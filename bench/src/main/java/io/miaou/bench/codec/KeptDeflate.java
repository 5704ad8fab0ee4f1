package io.miaou.bench.codec;

import io.miaou.protocol.websocket.DeflateResources;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Lends zlib's state again and again, as a server's pool does; of full windows only. One thread. */
final class KeptDeflate implements DeflateResources, AutoCloseable {
    private final DeflateResources source;
    private final Deque<Inflater> inflaters = new ArrayDeque<>();
    private final Deque<Deflater> deflaters = new ArrayDeque<>();

    KeptDeflate(int level) {
        this.source = DeflateResources.unpooled(level);
    }

    @Override
    public Inflater borrowInflater() {
        Inflater idle = inflaters.poll();
        return idle == null ? new Inflater(true) : idle;
    }

    @Override
    public void giveBack(Inflater inflater) {
        inflater.reset();
        inflaters.push(inflater);
    }

    @Override
    public Deflater borrowDeflater(boolean backReferences) {
        Deflater idle = backReferences ? deflaters.poll() : null;
        Deflater lent = idle == null ? source.borrowDeflater(backReferences) : idle;
        if (lent == null) {
            throw new IllegalStateException("a source without limit lends nothing");
        }
        return lent;
    }

    @Override
    public void giveBack(Deflater deflater, boolean backReferences) {
        if (backReferences) {
            deflater.reset();
            deflaters.push(deflater);
        } else {
            source.giveBack(deflater, false);
        }
    }

    @Override
    public void close() {
        inflaters.forEach(Inflater::end);
        deflaters.forEach(Deflater::end);
    }
}
