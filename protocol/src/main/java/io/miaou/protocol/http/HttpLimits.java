package io.miaou.protocol.http;

/**
 * How much of an HTTP message is taken in. Finite by default; sizes in bytes.
 *
 * <p>Line ends are not counted. The trailers of a chunked body are held to the limits of the fields, counted anew.
 *
 * @param maxStartLine the request or status line; beyond it 414
 * @param maxHeader one field line; beyond it 431
 * @param maxHeadersSize all field lines together; beyond it 431
 * @param maxHeaderCount how many field lines; beyond it 431
 * @param maxBody the body, counted after chunk framing is taken away; beyond it 413
 */
public record HttpLimits(int maxStartLine, int maxHeader, int maxHeadersSize, int maxHeaderCount, long maxBody) {
    /** 8 KiB a line, 16 KiB and 128 lines of headers, a body of 64 MiB. */
    public static final HttpLimits DEFAULTS = new HttpLimits(8192, 8192, 16384, 128, 64L << 20);

    /** @throws IllegalArgumentException when a limit is below 1 */
    public HttpLimits {
        require("maxStartLine", maxStartLine);
        require("maxHeader", maxHeader);
        require("maxHeadersSize", maxHeadersSize);
        require("maxHeaderCount", maxHeaderCount);
        require("maxBody", maxBody);
    }

    private static void require(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ": give 1 or more");
        }
    }
}
