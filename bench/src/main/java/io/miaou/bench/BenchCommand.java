package io.miaou.bench;

import io.miaou.bench.memory.MemoryCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: its commands, but for {@code bench}, whose arguments are JMH's. */
@Command(
        name = "miaou",
        subcommands = {BenchServerCommand.class, MemoryCommand.class})
final class BenchCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "name a command: bench, " + String.join(", ", spec.subcommands().keySet()));
    }
}
