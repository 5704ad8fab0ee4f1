package io.miaou.bench;

import io.miaou.chat.cli.Cli;
import java.util.Arrays;

/** Where benchmarks and the server for load generators are started. */
public final class Main {
    private Main() {}

    /** Runs the command that the first argument names: {@code bench}, {@code bench-server} or {@code bench-memory}. */
    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals("bench")) {
            System.exit(Benchmarks.run(Arrays.copyOfRange(args, 1, args.length)));
        }
        System.exit(Cli.run(new BenchCommand(), args));
    }
}
