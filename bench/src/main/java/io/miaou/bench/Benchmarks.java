package io.miaou.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.openjdk.jmh.Main;
import tools.jackson.core.JacksonException;

/** Runs the micro-benchmarks, whose arguments are JMH's, or shows the table of an earlier run. */
final class Benchmarks {
    private Benchmarks() {}

    /** Runs what the arguments ask for; the exit code. */
    static int run(String[] args) throws IOException {
        if (args.length > 0 && args[0].equals("--table")) {
            if (args.length != 2) {
                System.err.println("miaou bench: --table takes one file, a result of JMH's in JSON");
                return 1;
            }
            try {
                System.out.print(ResultTable.read(Path.of(args[1])));
                return 0;
            } catch (JacksonException unreadable) {
                System.err.println("miaou bench: no result of JMH's can be read from " + args[1]);
                return 1;
            }
        }
        Main.main(args);
        return 0;
    }
}
