package io.miaou.chat.terminal;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where lines go, each at once and whole. Safe for use by many threads. */
interface Screen {
    /**
     * Shows a line on standard output.
     *
     * @return false when nobody can read it any more
     */
    boolean print(String line);

    /** Shows a line on standard error. */
    void complain(String line);

    /** The process's own two outputs, in UTF-8 wherever they lead: so do the course's clients. */
    static Screen standard() {
        PrintStream out = utf8(FileDescriptor.out);
        PrintStream err = utf8(FileDescriptor.err);
        return new Screen() {
            @Override
            public boolean print(String line) {
                out.println(line);
                return !out.checkError(); // which flushes
            }

            @Override
            public void complain(String line) {
                err.println(line);
                err.flush();
            }
        };
    }

    private static PrintStream utf8(FileDescriptor output) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(output)), false, StandardCharsets.UTF_8);
    }
}
