package io.miaou.testkit.proxy;

import org.jspecify.annotations.Nullable;

/**
 * What one read of the proxy brought: bytes, or the end of the stream as FIN or RST. The two draws, 0 to 1, are its luck with
 * jitter and loss; they are made when it arrives, so that faults set later meet the same luck.
 */
record Chunk(byte[] data, @Nullable Ending end, long arrived, float jitterDraw, float lossDraw) {}
