package io.miaou.conformance;

import io.miaou.chat.cli.Cli;

/** Where the servers that outside suites talk to are started. */
public final class Main {
    private Main() {}

    /** Runs the command that the arguments name. */
    public static void main(String[] args) {
        System.exit(Cli.run(new ConformanceCommand(), args));
    }
}
