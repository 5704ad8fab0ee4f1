package io.miaou.conformance;

import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a fuzzing server try our client. */
@Command(
        name = "autobahn-client",
        description = "Plays all cases of an Autobahn fuzzing server with the WebSocket client, as an echo.",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ")
final class AutobahnClientCommand implements Callable<Integer> {
    private static final int NOT_ALL_PLAYED = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "Where the fuzzing server listens: ws://HOST:PORT.")
    @SuppressWarnings("NullAway.Init") // picocli insists on it
    private URI server;

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            defaultValue = "Miaou",
            description = "Name that the report is filed under (default ${DEFAULT-VALUE}).")
    private String agent = "Miaou";

    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    @Override
    public Integer call() throws Exception {
        var progress = spec.commandLine().getErr();
        AutobahnClient.Result result = new AutobahnClient(server, agent, AutobahnClient.PATIENCE, progress).run();
        var out = spec.commandLine().getOut();
        out.println(result.played() + " cases run");
        out.flush();
        if (result.failed() > 0) {
            progress.println(result.failed() + " of " + result.cases() + " cases were not played");
            progress.flush();
            return NOT_ALL_PLAYED;
        }
        return 0;
    }
}
