package io.miaou.chat.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Runs commands so that a mistake is one clear line on standard error and exit code 1. */
public final class Cli {
    private static final int FAILED = 1;
    private static final Logger LOG = LoggerFactory.getLogger(Cli.class);

    private Cli() {}

    /**
     * Runs a command of picocli's.
     *
     * @return the exit code
     */
    public static int run(Object command, String... args) {
        return commandLine(command).execute(args);
    }

    static CommandLine commandLine(Object command) {
        CommandLine line = new CommandLine(command);
        line.setParameterExceptionHandler((wrong, any) -> {
            CommandLine at = wrong.getCommandLine();
            return fail(at.getErr(), at.getCommandSpec(), oneLine(wrong) + " (--help lists the options)");
        });
        line.setExecutionExceptionHandler((failed, at, any) -> {
            if (failed instanceof IOException || failed instanceof IllegalArgumentException) {
                return fail(at.getErr(), at.getCommandSpec(), oneLine(failed));
            }
            LOG.error("this is a bug", failed);
            return FAILED;
        });
        return line;
    }

    private static int fail(PrintWriter err, CommandSpec command, String problem) {
        err.println(command.qualifiedName() + ": " + problem);
        err.flush();
        return FAILED;
    }

    private static String oneLine(Exception failed) {
        String message = Optional.ofNullable(failed.getMessage()).orElse(failed.toString());
        return message.replaceAll("\\s*\\R\\s*", " ");
    }
}
