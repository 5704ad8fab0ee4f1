package io.miaou.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The programs of {@code conformance/course/ts}, compiled once. */
final class TypeScript {
    private static final Path COMPILED = compile();

    private TypeScript() {}

    /** The file that node runs. */
    static Path compiled(String program) {
        return COMPILED.resolve(program + ".mjs");
    }

    private static Path compile() {
        Path compiler = Repository.NODE.resolve("node_modules/typescript/bin/tsc");
        if (!Files.exists(compiler)) {
            throw new IllegalStateException(
                    compiler + " is missing: run `npm ci` in conformance/node, or ./miaou test");
        }
        List<String> command = List.of("node", compiler.toString(), "-p", Repository.NODE.toString());
        try (LineProcess tsc = LineProcess.start("tsc", command, Map.of())) {
            if (tsc.exitCode() != 0) {
                throw tsc.out().failure("refused the TypeScript programs");
            }
        }
        return Repository.NODE.resolve("target");
    }
}
