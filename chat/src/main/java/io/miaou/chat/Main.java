package io.miaou.chat;

import io.miaou.chat.cli.Cli;
import io.miaou.chat.cli.MiaouCommand;

/** Where the program starts. */
public final class Main {
    private Main() {}

    /** Runs the command that the arguments name. */
    public static void main(String[] args) {
        System.exit(Cli.run(new MiaouCommand(), args));
    }
}
